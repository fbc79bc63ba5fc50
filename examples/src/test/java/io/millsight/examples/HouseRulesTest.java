package io.millsight.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rules of CONTRIBUTING.md about signatures, for all modules. */
@AnalyzeClasses(packages = "io.millsight", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    private static final int MAXIMUM_PARAMETERS = 5;

    /** Reads an estimate that may be missing, and does nothing else with it. */
    private static final Set<String> WITH_OPTIONAL_PARAMETERS = Set.of("TableCell.number");

    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    @ArchTest
    static void whatOthersCallHasFiveParametersAtMost(JavaClasses classes) {
        assertThat(breaking(
                        classes,
                        unit -> !unit.getModifiers().contains(JavaModifier.PRIVATE)
                                && unit.getParameters().size() - hiddenParameters(unit) > MAXIMUM_PARAMETERS))
                .isEmpty();
    }

    @ArchTest
    static void noParameterIsOptional(JavaClasses classes) {
        assertThat(breaking(
                        classes,
                        unit -> unit.getParameters().stream()
                                .map(JavaParameter::getRawType)
                                .anyMatch(type -> OPTIONALS.stream().anyMatch(type::isEquivalentTo))))
                .containsExactlyInAnyOrderElementsOf(WITH_OPTIONAL_PARAMETERS);
    }

    @ArchTest
    static final ArchRule publicFieldsAreConstants =
            fields().that().arePublic().should().beStatic().andShould().beFinal();

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal();

    private static List<String> breaking(JavaClasses classes, Predicate<JavaCodeUnit> rule) {
        return classes.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(HouseRulesTest::isWritten)
                .filter(rule)
                .map(unit -> unit.getOwner().getSimpleName() + "." + unit.getName())
                .distinct()
                .toList();
    }

    /** Leaves out what the compiler adds, and the constructor that a record's header is: it names data, not what a caller passes along. */
    private static boolean isWritten(JavaCodeUnit unit) {
        JavaClass owner = unit.getOwner();
        return !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !owner.isAnonymousClass()
                && !owner.isLocalClass()
                && !(unit instanceof JavaConstructor && owner.isRecord() && isHeader(unit));
    }

    private static boolean isHeader(JavaCodeUnit unit) {
        RecordComponent[] components = unit.getOwner().reflect().getRecordComponents();
        return Stream.of(components)
                .map(component -> component.getType().getName())
                .toList()
                .equals(unit.getParameters().stream()
                        .map(parameter -> parameter.getRawType().getName())
                        .toList());
    }

    /** Parameters of a constructor in the class file that the source does not have. */
    private static int hiddenParameters(JavaCodeUnit unit) {
        if (!(unit instanceof JavaConstructor)) {
            return 0;
        }
        JavaClass owner = unit.getOwner();
        if (owner.isEnum()) {
            return 2; // name and ordinal
        }
        return owner.isInnerClass() ? 1 : 0; // the enclosing object
    }
}
