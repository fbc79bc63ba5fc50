package io.millsight.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.millsight.service.labelstudio.LabelStudioImages;
import io.millsight.service.webhook.VerdictWebhook;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The arrows of ARCHITECTURE.md: which room may use which. All modules are on the class path of this test. */
@AnalyzeClasses(packages = "io.millsight", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** The package of the class {@code Millsight}, the entrance for other programs. */
    private static final String ENTRANCE = "entrance";

    private static final List<String> BELOW_EXPERIMENT = List.of(
            "files",
            "torch",
            "image",
            "steel",
            "qwen",
            "adapter",
            "runs",
            "detect",
            "tuning",
            "inspection",
            "evaluation");

    private static final Map<String, List<String>> USES = new TreeMap<>(Map.ofEntries(
            Map.entry("files", List.of()),
            Map.entry("torch", List.of("files")),
            Map.entry("image", List.of("files")),
            Map.entry("steel", List.of("files", "image")),
            Map.entry("hub", List.of("files")),
            Map.entry("qwen", List.of("files", "torch", "image")),
            Map.entry("evaluation", List.of("files", "image", "steel")),
            Map.entry("adapter", List.of("files", "torch", "image", "steel", "qwen")),
            Map.entry("runs", List.of("files", "image")),
            Map.entry("detect", List.of("files", "torch", "image", "steel", "runs")),
            Map.entry("tuning", List.of("files", "torch", "image", "steel", "qwen", "adapter", "runs")),
            Map.entry("inspection", List.of("files", "torch", "image", "steel", "qwen", "adapter", "detect")),
            Map.entry("experiment", BELOW_EXPERIMENT),
            Map.entry("history", List.of("files", "image", "steel")),
            Map.entry("service", with("history", with("experiment", BELOW_EXPERIMENT))),
            Map.entry(ENTRANCE, List.of("experiment", "inspection", "tuning", "runs")),
            Map.entry("cli", with("service", with("history", with("hub", with("experiment", BELOW_EXPERIMENT))))),
            Map.entry(
                    "bench",
                    List.of(
                            "files",
                            "torch",
                            "image",
                            "steel",
                            "qwen",
                            "adapter",
                            "runs",
                            "detect",
                            "tuning",
                            "inspection")),
            Map.entry(
                    "examples",
                    List.of(ENTRANCE, "experiment", "evaluation", "inspection", "tuning", "runs", "steel"))));

    @ArchTest
    static final ArchRule everyRoomUsesOnlyThoseBelowIt = rooms();

    private static List<String> with(String room, List<String> rooms) {
        return Stream.concat(Stream.of(room), rooms.stream()).toList();
    }

    private static LayeredArchitecture rooms() {
        LayeredArchitecture rooms = Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : USES.keySet()) {
            rooms = rooms.layer(room).definedBy(room.equals(ENTRANCE) ? "io.millsight" : "io.millsight." + room + "..");
        }
        for (Map.Entry<String, List<String>> room : USES.entrySet()) {
            rooms = room.getValue().isEmpty()
                    ? rooms.whereLayer(room.getKey()).mayNotAccessAnyLayer()
                    : rooms.whereLayer(room.getKey())
                            .mayOnlyAccessLayers(room.getValue().toArray(String[]::new));
        }
        return rooms;
    }

    @ArchTest
    static final ArchRule everyClassIsInARoom = noClasses()
            .should()
            .resideOutsideOfPackages(USES.keySet().stream()
                    .map(room -> room.equals(ENTRANCE) ? "io.millsight" : "io.millsight." + room + "..")
                    .toArray(String[]::new));

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

    @ArchTest
    static final ArchRule onlyHistoryKnowsTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.history..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "org.jdbi..", "org.flywaydb..", "org.sqlite..", "org.postgresql..", "com.zaxxer..");

    @ArchTest
    static final ArchRule onlyTheServiceListens = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..", "io.micrometer..");

    /** Benchmarks are programs of their own. */
    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli = noClasses()
            .that()
            .resideOutsideOfPackages("io.millsight.cli..", "io.millsight.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    /** Examples print as a program that embeds Millsight would. */
    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackages("io.millsight.cli..", "io.millsight.examples..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    /**
     * What a user's images show stays on the machine: one room only, behind one command, can reach others. The service answers those who come to it,
     * through its server library. One class of it fetches uploads, and one sends verdicts, from and to the
     * addresses that options name.
     */
    @ArchTest
    static final ArchRule onlyTheHubRoomOpensConnections = noClasses()
            .that()
            .resideOutsideOfPackages("io.millsight.hub..", "io.millsight.bench..")
            .and(DescribedPredicate.not(
                    JavaClass.Predicates.belongToAnyOf(LabelStudioImages.class, VerdictWebhook.class)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "javax.net..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Socket.class, ServerSocket.class, DatagramSocket.class, URLConnection.class)
            .orShould()
            .callMethod(URL.class, "openStream");

    /** Elsewhere, pictures would be written through a file in the system's temporary folder. */
    @ArchTest
    static final ArchRule onlyTheImageRoomUsesImageIo = noClasses()
            .that()
            .resideOutsideOfPackage("io.millsight.image..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.imageio..");

    @ArchTest
    static final ArchRule describingNeedsNoChartsAndNoYaml = noClasses()
            .that()
            .resideInAnyPackage("io.millsight.inspection..", "io.millsight.adapter..", "io.millsight.qwen..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.knowm..", "tools.jackson.dataformat.yaml..");

    @ArchTest
    static final ArchRule onlyTheCommandLineEndsTheProgram = noClasses()
            .that()
            .resideOutsideOfPackages("io.millsight.cli..", "io.millsight.bench..")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule packagesFormNoCircles =
            SlicesRuleDefinition.slices().matching("io.millsight.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule oneMajorLineOfJackson =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson.databind..");
}
