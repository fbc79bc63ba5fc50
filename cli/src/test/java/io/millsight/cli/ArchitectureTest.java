package io.millsight.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The arrows of ARCHITECTURE.md: which room may look into which. */
@AnalyzeClasses(packages = "io.millsight", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule everyRoomIsUsedOnlyByThoseAboveIt = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("files")
            .definedBy("io.millsight.files..")
            .layer("torch")
            .definedBy("io.millsight.torch..")
            .layer("image")
            .definedBy("io.millsight.image..")
            .layer("steel")
            .definedBy("io.millsight.steel..")
            .layer("qwen")
            .definedBy("io.millsight.qwen..")
            .optionalLayer("evaluation")
            .definedBy("io.millsight.evaluation..")
            .layer("adapter")
            .definedBy("io.millsight.adapter..")
            .layer("runs")
            .definedBy("io.millsight.runs..")
            .layer("tuning")
            .definedBy("io.millsight.tuning..")
            .optionalLayer("inspection")
            .definedBy("io.millsight.inspection..")
            .layer("experiment")
            .definedBy("io.millsight.experiment..")
            .layer("cli")
            .definedBy("io.millsight.cli..")
            .optionalLayer("bench") // not on the product's class path
            .definedBy("io.millsight.bench..")
            .optionalLayer("examples")
            .definedBy("io.millsight.examples..")
            .whereLayer("files")
            .mayNotAccessAnyLayer()
            .whereLayer("torch")
            .mayOnlyBeAccessedByLayers("qwen", "adapter", "tuning", "inspection", "experiment", "cli", "bench")
            .whereLayer("image")
            .mayOnlyBeAccessedByLayers(
                    "steel",
                    "qwen",
                    "evaluation",
                    "adapter",
                    "runs",
                    "tuning",
                    "inspection",
                    "experiment",
                    "cli",
                    "bench")
            .whereLayer("steel")
            .mayOnlyBeAccessedByLayers("evaluation", "adapter", "tuning", "inspection", "experiment", "cli", "bench")
            .whereLayer("qwen")
            .mayOnlyBeAccessedByLayers("adapter", "tuning", "inspection", "experiment", "cli", "bench")
            .whereLayer("evaluation")
            .mayOnlyBeAccessedByLayers("experiment", "cli", "bench", "examples")
            .whereLayer("adapter")
            .mayOnlyBeAccessedByLayers("tuning", "inspection", "experiment", "cli", "bench")
            .whereLayer("runs")
            .mayOnlyBeAccessedByLayers("tuning", "experiment", "cli")
            .whereLayer("tuning")
            .mayOnlyBeAccessedByLayers("cli", "bench")
            .whereLayer("inspection")
            .mayOnlyBeAccessedByLayers("experiment", "cli", "bench", "examples")
            .whereLayer("experiment")
            .mayOnlyBeAccessedByLayers("cli", "bench", "examples")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("bench")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("examples")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule onlyTorchKnowsLibtorch = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule onlyQwenKnowsTheTokenizerLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.qwen..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    /** Benchmarks are programs of their own. */
    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli = noClasses()
            .that()
            .resideOutsideOfPackages("io.millsight.cli..", "io.millsight.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.cli..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    /** Elsewhere, pictures would be written through a file in the system's temporary folder. */
    @ArchTest
    static final ArchRule onlyTheImageRoomUsesImageIo = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.image..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.imageio..");

    @ArchTest
    static final ArchRule onlyTheCommandLineEndsTheProgram = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule packagesFormNoCircles =
            SlicesRuleDefinition.slices().matching("io.millsight.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule oneMajorLineOfJackson =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson.databind..");
}
