package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run's folder holds after failures and kills, and who may write there. */
class RunFolderTest {

    @TempDir
    Path place;

    private TrainingSettings settings() {
        return TrainingSettings.read(
                null, Map.of("model_name_or_path", "none", "dataset", "none", "output_dir", run().toString()));
    }

    private Path run() {
        return place.resolve("run");
    }

    @Test
    void onlyOneAtATimeWritesInAFolder() {
        String message = run() + ": another process is training in this folder; let it end, or interrupt it first";
        try (RunFolder first = RunFolder.create(settings(), Map.of())) {
            assertThatThrownBy(() -> RunFolder.create(settings(), Map.of())).hasMessage(message);
            assertThatThrownBy(() -> RunFolder.open(first.path())).hasMessage(message);
        }
        RunFolder.open(run()).close();
        assertThatThrownBy(() -> RunFolder.create(settings(), Map.of()))
                .hasMessageContaining("is not empty; choose another output_dir, or go on with `--resume");
    }

    @Test
    void aStartThatWasKilledBeforeItHadBegunCanBeStartedAgain() throws IOException {
        RunFolder.create(settings(), Map.of("images", 1)).close();
        Files.delete(run().resolve(RunFolder.SETTINGS_FILE)); // which is written last

        RunFolder.create(settings(), Map.of("images", 2)).close();

        assertThat(run().resolve("dataset.json")).content().contains("\"images\" : 2");
    }

    @Test
    void aFolderWithAFileOfTheUserIsLeftAsItIs() throws IOException {
        Files.writeString(Files.createDirectory(run()).resolve("dataset.json"), "mine");

        assertThatThrownBy(() -> RunFolder.create(settings(), Map.of())).hasMessageContaining("is not empty");

        assertThat(run()).isDirectoryContaining(file -> file.endsWith("dataset.json"));
        assertThat(run().resolve("dataset.json")).hasContent("mine");
        assertThat(run().resolve(".lock")).doesNotExist();
    }

    @Test
    void aLineOfMetricsThatAKillHasCutIsForgotten() throws IOException {
        try (RunFolder run = RunFolder.create(settings(), Map.of())) {
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
        TrainerState state = new TrainerState(2, 1, Double.NaN, 0, 0);

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
            checkpoints.save(new TrainerState(step, step, 1, step, 0), 9, folder -> {});
        }
        Files.delete(place.resolve("last"));
        Files.createSymbolicLink(place.resolve("last"), Path.of("checkpoint-2"));

        checkpoints.settle(new TrainerState(3, 3, 1, 1, 0), 1);

        assertThat(place.resolve("last").toRealPath().getFileName()).hasToString("checkpoint-3");
        assertThat(place.resolve("best").toRealPath().getFileName()).hasToString("checkpoint-1");
        assertThat(place.resolve("checkpoint-2")).doesNotExist();
    }
}
