package io.millsight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millsight.cli.option.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the manual to the program: what a reader can copy exists, and the first day goes as it is written. */
class ManualCommandsTest {

    private static final String FIRST_DAY = "## From Label Studio to a report in ten commands";

    @TempDir
    Path place;

    static Stream<Path> pages() {
        return DocumentedCommands.pages().stream();
    }

    @BeforeEach
    void install() {
        System.setProperty(Installation.HOME_PROPERTY, DocumentedCommands.ROOT.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(Installation.HOME_PROPERTY);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfThePageExistsWithItsOptions(Path page) {
        assertThat(DocumentedCommands.of(page))
                .allSatisfy(command -> assertThatCode(() -> parse(command))
                        .as(page.getFileName() + ": " + command)
                        .doesNotThrowAnyException());
    }

    private static void parse(String command) {
        new Main(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()))
                .commandLine()
                .parseArgs(DocumentedCommands.arguments(command));
    }

    @Test
    void theFirstDayGoesAsItIsWritten() throws IOException {
        Path steel = exportOfAnAnnotationTool();
        copySome(steel.resolve("images"), place.resolve("new-images"));
        String page = Files.readString(DocumentedCommands.ROOT.resolve("docs/own-data.md"));
        String chapter = page.substring(page.indexOf(FIRST_DAY));
        List<String> commands = DocumentedCommands.in(chapter.substring(0, chapter.indexOf("\n## ", 1)));

        assertThat(commands).hasSize(10);
        for (String command : commands) {
            CommandLineRun run = CommandLineRun.of((Object[]) shortened(command));
            assertThat(run.exitCode()).as(command + "\n" + run.err()).isZero();
        }
        assertThat(place.resolve("runs/first-report/report.html")).isRegularFile();
        assertThat(place.resolve("runs/first-test/report.html")).isRegularFile();
        assertThat(place.resolve("pictures")).isDirectoryContaining("glob:**.png");
    }

    /** Surfaces in YOLO's form without splits, as Label Studio exports them: images, labels and classes.txt. */
    private Path exportOfAnAnnotationTool() throws IOException {
        Path drawn = place.resolve("drawn");
        Path yolo = place.resolve("yolo");
        assertThat(CommandLineRun.of("data", "synth", "--count", 60, "--out", drawn)
                        .exitCode())
                .isZero();
        assertThat(CommandLineRun.of("data", "convert", drawn, "--to", "yolo", "--out", yolo)
                        .exitCode())
                .isZero();
        Path steel = place.resolve("my-steel");
        for (String kind : List.of("images", "labels")) {
            Path target = Files.createDirectories(steel.resolve(kind));
            try (Stream<Path> files = Files.walk(yolo.resolve(kind))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, target.resolve(file.getFileName().toString()));
                }
            }
        }
        Files.writeString(
                steel.resolve("classes.txt"),
                "crazing\ninclusion\npatches\npitted_surface\nrolled-in_scale\nscratches\n");
        return steel;
    }

    private static void copySome(Path images, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(images)) {
            for (Path file : files.sorted().limit(2).toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
    }

    /** The command in the temporary folder, with a training of two steps and few images to evaluate. */
    private String[] shortened(String command) {
        List<String> arguments = new ArrayList<>();
        for (String argument : DocumentedCommands.arguments(command)) {
            arguments.add(argument.replace(
                            "models/nano",
                            DocumentedCommands.ROOT.resolve("models/nano").toString())
                    .replaceFirst(
                            "^(\\w+=)?(my-steel|new-images|pictures|runs/\\S+|sheet\\.png)$", "$1" + place + "/$2"));
        }
        switch (arguments.get(0)) {
            case "train" -> arguments.addAll(List.of("--max_steps", "2"));
            case "describe" -> arguments.addAll(List.of("--tta", "off"));
            case "evaluate" -> arguments.addAll(List.of("--tta", "off", "--limit", "4"));
            default -> {}
        }
        return arguments.toArray(String[]::new);
    }
}
