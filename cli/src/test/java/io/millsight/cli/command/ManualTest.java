package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.option.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that help to find one's way: the pages of the manual, and completion in the shell. */
class ManualTest {

    @TempDir
    Path home;

    @BeforeEach
    void writeAManual() throws IOException {
        Path docs = Files.createDirectories(home.resolve("docs"));
        Files.writeString(docs.resolve("training.md"), "# Train an adapter\n\nOn your own images.\n");
        Files.writeString(docs.resolve("gpu.md"), "# Run on a GPU\n");
        Files.writeString(docs.resolve("report.png"), "no page");
        System.setProperty(Installation.HOME_PROPERTY, home.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(Installation.HOME_PROPERTY);
    }

    @Test
    void docsListsThePages() {
        CommandLineRun run = CommandLineRun.of("docs");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "page about",
                        "gpu Run on a GPU",
                        "training Train an adapter",
                        "",
                        "The files lie in " + home.resolve("docs"));
    }

    @Test
    void docsPrintsAPage() {
        assertThat(CommandLineRun.of("docs", "training").out())
                .isEqualTo("# Train an adapter\n\nOn your own images.\n");
    }

    @Test
    void docsKnowsTheNearestPage() {
        assertThat(CommandLineRun.of("docs", "trainning").err())
                .startsWith(
                        "millsight: there is no page \"trainning\"; did you mean training? The pages are gpu, training");
    }

    @Test
    void completionPrintsAScriptWithAllCommands() {
        CommandLineRun run = CommandLineRun.of("completion");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("describe", "--adapter", "complete -F");
    }
}
