package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    @TempDir
    Path folder;

    @Test
    void aSaveThatFailsLeavesTheLastGoodCheckpoint() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder);
        Checkpoints.Content good = target -> Files.writeString(target.resolve("weights"), "good");
        checkpoints.save(States.at(1, 1), 2, good);
        assertThatThrownBy(() -> checkpoints.save(States.at(2, 2), 2, target -> {
                    Files.writeString(target.resolve("weights"), "half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(TrainingException.class)
                .message()
                .contains("checkpoint-2: cannot save the checkpoint (No space left on device)")
                .contains("; free some space and go on with `--resume " + folder + "`, from checkpoint-1")
                .doesNotContain("\n");
        assertThat(checkpoints.last()).contains(folder.resolve("checkpoint-1"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("checkpoint-1", "best", "last");
        }
    }

    @Test
    void onlyTheBestAndTheLastFewCheckpointsAreKept() {
        Checkpoints checkpoints = new Checkpoints(folder);
        for (int step = 1; step <= 5; step++) {
            int best = Math.min(step, 2);
            checkpoints.save(States.at(step, best), 2, target -> Files.writeString(target.resolve("w"), ""));
        }
        assertThat(folder.resolve("checkpoint-1")).doesNotExist();
        assertThat(folder.resolve("checkpoint-2")).exists();
        assertThat(folder.resolve("checkpoint-3")).doesNotExist();
        assertThat(folder.resolve("checkpoint-4")).exists();
        assertThat(folder.resolve("checkpoint-5")).exists();
    }
}
