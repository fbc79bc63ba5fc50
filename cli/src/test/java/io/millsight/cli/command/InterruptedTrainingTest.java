package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.MillsightProcess;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.terminal.Failures;
import io.millsight.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kills and interrupts of real trainings: what is in the folder is whole at every moment, and going on gives what not stopping would have. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
class InterruptedTrainingTest {

    private static final int KILLS = 4;
    private static final int LONGEST_DELAY = 250; // milliseconds, about a step with an evaluation and a save
    private static final int STEPS = 8;

    @TempDir
    static Path shared;

    private static Path nano;
    private static Path data;

    @TempDir
    Path place;

    @BeforeAll
    static void makeAModelAndImages() throws IOException {
        nano = shared.resolve("nano");
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
    }

    private static Object[] training(Path run, int steps) {
        return new Object[] {
            "train",
            "--model=" + nano,
            "--data=" + data,
            "--out=" + run,
            "--preset=paper",
            "--max_steps=" + steps,
            "--eval_strategy=steps",
            "--eval_steps=2",
            "--save_total_limit=2",
            "--lora_rank=2",
            "--per_device_train_batch_size=1",
            "--gradient_accumulation_steps=1",
            "--logging_steps=1",
            "--dtype=float32"
        };
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<Path> checkpoints(Path run) throws IOException {
        return names(run).stream()
                .filter(name -> name.startsWith("checkpoint-"))
                .map(run::resolve)
                .toList();
    }

    private static void assertWhole(Path checkpoint) throws IOException {
        assertThat(names(checkpoint))
                .containsExactly(
                        "adapter_config.json",
                        "adapter_model.safetensors",
                        "millsight.json",
                        "optimizer.safetensors",
                        "trainer_state.json");
        for (String file : List.of("adapter_model.safetensors", "optimizer.safetensors")) {
            SafetensorsFile.open(checkpoint.resolve(file)).close();
        }
    }

    /** The losses and rates by step, without times. */
    private static List<String> course(Path run) throws IOException {
        List<String> course = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = JsonMapper.shared().readTree(line);
            course.add(node.path("step") + " " + node.path("loss") + " " + node.path("eval_loss") + " "
                    + node.path("learning_rate") + " " + node.path("grad_norm"));
        }
        return course;
    }

    @Test
    void aTrainingThatIsKilledAgainAndAgainEndsAsOneThatWasNot() throws Exception {
        Path whole = place.resolve("whole");
        Path killed = place.resolve("killed");
        try (MillsightProcess process = MillsightProcess.start(training(whole, STEPS))) {
            assertThat(process.await()).as(process.output()).isZero();
        }

        Random random = new Random(20);
        for (int kill = 0; kill < KILLS; kill++) {
            try (MillsightProcess process = startOrResume(killed)) {
                process.awaitLines(kill % 2 == 0 ? "trainable params" : "saved ", 1);
                Thread.sleep(random.nextInt(LONGEST_DELAY));
                process.signal("KILL");
                process.await();
            }
            for (Path checkpoint : checkpoints(killed)) {
                assertWhole(checkpoint);
            }
        }
        try (MillsightProcess process = startOrResume(killed)) {
            assertThat(process.await()).as(process.output()).isZero();
        }

        assertThat(names(killed)).isEqualTo(names(whole)).noneMatch(name -> name.startsWith(".millsight-"));
        assertThat(course(killed)).isEqualTo(course(whole));
        for (Path checkpoint : checkpoints(whole)) {
            Path same = killed.resolve(checkpoint.getFileName());
            for (String file : List.of("adapter_model.safetensors", "optimizer.safetensors")) {
                assertThat(same.resolve(file)).hasSameBinaryContentAs(checkpoint.resolve(file));
            }
        }
        for (String link : List.of("best", "last")) {
            assertThat(Files.readSymbolicLink(killed.resolve(link)))
                    .isEqualTo(Files.readSymbolicLink(whole.resolve(link)));
        }
    }

    private static MillsightProcess startOrResume(Path run) throws IOException {
        return Files.exists(run.resolve("settings.yaml"))
                ? MillsightProcess.start("train", "--resume", run)
                : MillsightProcess.start(training(run, STEPS));
    }

    @Test
    void ctrlCOnATerminalSavesAlsoWhenItIsPressedTwice() throws Exception {
        assumeTrue(hasScript(), "needs the program script (util-linux) for a pseudo-terminal");
        Path run = place.resolve("run");
        try (MillsightProcess process = MillsightProcess.startOnTerminal(training(run, 10_000))) {
            process.awaitLines("saved ", 2);
            Thread.sleep(300); // so that the bar has been drawn
            process.press('\u0003');
            process.press('\u0003');

            assertThat(process.await()).as(process.output()).isEqualTo(Failures.INTERRUPTED);
            assertThat(process.output()).contains("interrupted and saved; go on with: millsight train --resume " + run);
        }
        assertSaved(run);
    }

    private static boolean hasScript() {
        return Stream.of("/usr/bin/script", "/bin/script").map(Path::of).anyMatch(Files::isExecutable)
                && System.getProperty("os.name").equals("Linux"); // others take other options
    }

    @Test
    void anInterruptDuringASaveLetsItEnd() throws Exception {
        Path run = place.resolve("run");
        try (MillsightProcess process = MillsightProcess.start(training(run, 10_000))) {
            process.awaitLines("saved ", 1);
            while (process.isAlive() && names(run).stream().noneMatch(name -> name.endsWith(".partial"))) {
                Thread.onSpinWait();
            }
            process.signal("INT");
            process.signal("INT");

            assertThat(process.await()).as(process.output()).isEqualTo(Failures.INTERRUPTED);
            assertThat(process.output()).contains("interrupted and saved");
        }
        assertSaved(run);
    }

    private static void assertSaved(Path run) throws IOException {
        assertThat(names(run)).noneMatch(name -> name.startsWith(".millsight-")).contains("last");
        for (Path checkpoint : checkpoints(run)) {
            assertWhole(checkpoint);
        }
        JsonNode state = JsonMapper.shared()
                .readTree(run.resolve("last/trainer_state.json").toFile());
        assertThat(course(run))
                .last()
                .asString()
                .startsWith(state.get("global_step").asInt() + " ");
    }

    @Test
    void aSecondProcessIsRefusedAsLongAsTheFirstTrains() throws Exception {
        Path run = place.resolve("run");
        try (MillsightProcess process = MillsightProcess.start(training(run, 10_000))) {
            process.awaitLines("trainable params", 1);

            String message = run + ": another process is training in this folder; let it end, or interrupt it first";
            CommandLineRun resumed = CommandLineRun.of("train", "--resume", run);
            assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(Failures.TO_MEND);
            assertThat(resumed.err()).isEqualTo("millsight: " + message + System.lineSeparator());
            CommandLineRun started = CommandLineRun.of(training(run, 1));
            assertThat(started.exitCode()).isEqualTo(Failures.TO_MEND);
            assertThat(started.err()).contains(message);
            process.signal("KILL");
            process.await();
        }

        try (MillsightProcess process = MillsightProcess.start("train", "--resume", run)) {
            process.awaitLines("saved ", 1);
            process.signal("TERM");
            process.await();
            assertThat(process.output()).contains("interrupted and saved");
        }
        assertSaved(run);
    }
}
