package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.files.RunLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a run's folder holds after failures and kills, and who may write there. */
class RunFolderTest {

    @TempDir
    Path place;

    private RunFolder create(Map<String, Object> data) {
        return RunFolder.create(run(), new RunFolder.Description(Map.of("seed", "1"), data, Map.of("threads", 1)));
    }

    private Path run() {
        return place.resolve("run");
    }

    @Test
    void onlyOneAtATimeWritesInAFolder() throws IOException {
        String message = run() + ": another process is training in this folder; let it end, or interrupt it first";
        try (RunFolder first = create(Map.of())) {
            assertThatThrownBy(() -> create(Map.of())).hasMessage(message);
            assertThatThrownBy(() -> RunFolder.open(first.path())).hasMessage(message);
            assertThat(RunFolder.isInUse(first.path())).isTrue();
        }
        assertThat(RunFolder.isInUse(run())).isFalse();
        RunFolder.open(run()).close();
        assertThatThrownBy(() -> create(Map.of()))
                .hasMessageContaining("is not empty; choose another folder with --out, or go on with --resume");
    }

    @Test
    void aStartThatWasKilledBeforeItHadBegunCanBeStartedAgain() throws IOException {
        create(Map.of("images", 1)).close();
        Files.delete(run().resolve(RunLayout.SETTINGS_FILE)); // which is written last

        create(Map.of("images", 2)).close();

        assertThat(run().resolve("dataset.json")).content().contains("\"images\" : 2");
    }

    @Test
    void aFolderWithAFileOfTheUserIsLeftAsItIs() throws IOException {
        Files.writeString(Files.createDirectory(run()).resolve("dataset.json"), "mine");

        assertThatThrownBy(() -> create(Map.of())).hasMessageContaining("is not empty");

        assertThat(run()).isDirectoryContaining(file -> file.endsWith("dataset.json"));
        assertThat(run().resolve("dataset.json")).hasContent("mine");
        assertThat(run().resolve(".lock")).doesNotExist();
    }

    @Test
    void aLineOfMetricsThatAKillHasCutIsForgotten() throws IOException {
        try (RunFolder run = create(Map.of())) {
            run.log(Map.of("step", 1));
            Files.writeString(
                    run().resolve("metrics.jsonl"),
                    Files.readString(run().resolve("metrics.jsonl")) + "{\"step\":2,\"lo");

            assertThat(run.metrics()).hasSize(1);
            run.forgetAfter(1);
            run.log(Map.of("step", 2));

            assertThat(run().resolve("metrics.jsonl")).hasContent("{\"step\":1}\n{\"step\":2}\n");
        }
    }

    @Test
    void everyFailureToWriteACheckpointNamesTheRemedy() {
        Checkpoints checkpoints = new Checkpoints(place);
        TrainerState state = States.at(2, 0);

        assertThatThrownBy(() -> checkpoints.save(state, 2, folder -> {
                    throw new UncheckedIOException("cannot write config.json", new IOException("no space"));
                }))
                .isInstanceOf(TrainingException.class)
                .hasMessage(place + "/checkpoint-2: cannot save the checkpoint (cannot write config.json);"
                        + " free some space and go on with `--resume " + place + "`, from the beginning");
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void linksAndSuperfluousCheckpointsAreSettledAfterAKill() throws IOException {
        Checkpoints checkpoints = new Checkpoints(place);
        for (int step = 1; step <= 3; step++) {
            checkpoints.save(States.at(step, step), 9, folder -> {});
        }
        Files.delete(place.resolve("last"));
        Files.createSymbolicLink(place.resolve("last"), Path.of("checkpoint-2"));

        checkpoints.settle(States.at(3, 1), 1);

        assertThat(place.resolve("last").toRealPath().getFileName()).hasToString("checkpoint-3");
        assertThat(place.resolve("best").toRealPath().getFileName()).hasToString("checkpoint-1");
        assertThat(place.resolve("checkpoint-2")).doesNotExist();
    }

    @Test
    void anOlderRunsLinesWithNaNAreDrawnAndForgotten() throws IOException {
        RunFolder run = create(Map.of());
        Path metrics = place.resolve("run/metrics.jsonl");
        Files.write(
                metrics,
                List.of(
                        "{\"step\":1,\"loss\":2.5,\"grad_norm\":1.5}",
                        "{\"step\":1,\"eval_loss\":\"NaN\"}",
                        "{\"step\":2,\"loss\":\"Infinity\"}",
                        "{\"step\":\"three\",\"loss\":1}",
                        "{\"step\":4,\"lo"));
        LossCurve.write(run);
        assertThat(place.resolve("run/loss.png")).isNotEmptyFile();
        run.forgetAfter(2);
        assertThat(metrics).hasContent("""
                        {"step":1,"loss":2.5,"grad_norm":1.5}
                        {"step":1,"eval_loss":null}
                        {"step":2,"loss":null}
                        {"step":null,"loss":1}
                        """);
        Files.writeString(metrics, "{\"step\":1}\n{]}\n");
        assertThatThrownBy(run::metrics)
                .isInstanceOf(TrainingException.class)
                .hasMessage(metrics + ": line 2 is not JSON; remove the line, or the file");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which has a device that is always full
    void aFullDiskIsNamedWithItsRemedy() throws IOException {
        RunFolder run = create(Map.of());
        Path metrics = place.resolve("run/metrics.jsonl");
        Files.createSymbolicLink(metrics, Path.of("/dev/full"));
        assertThatThrownBy(() -> run.log(Map.of("step", 1)))
                .isInstanceOf(TrainingException.class)
                .message()
                .startsWith(metrics + ": cannot be written (")
                .contains("No space left on device); free some space and go on with `--resume ")
                .doesNotContain("\n");
        Files.delete(metrics);
    }

    @Test
    void aBrokenDatasetFileIsNamed() throws IOException {
        RunFolder run = create(Map.of());
        Path file = Files.writeString(place.resolve("run/dataset.json"), "{\"images\": ");
        assertThatThrownBy(() -> run.requireSameData(Map.of()))
                .isInstanceOf(TrainingException.class)
                .hasMessage(file + ": is not JSON any more; restore it, or start a new run");
        Files.delete(file);
        assertThatThrownBy(() -> run.requireSameData(Map.of()))
                .isInstanceOf(TrainingException.class)
                .hasMessage(file + ": there is no such file or folder");
    }
}
