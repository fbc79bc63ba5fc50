package io.millsight.adapter;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.files.RunLayout;
import io.millsight.qwen.config.JsonSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the folder of weights that a path means: the path itself, or a checkpoint if the path is a training run. */
public final class CheckpointFolder {

    private CheckpointFolder() {}

    /**
     * Resolves a path.
     *
     * @param path a folder of weights, which is returned as it is; or a run, or {@code best} of a run, for its best checkpoint; or {@code last} of a
     *     run, for its last one. The best checkpoint is chosen by the run's metric; a run without an evaluation has its last checkpoint
     *     instead.
     * @throws AdapterException if a run has no checkpoint yet
     */
    public static Path resolve(Path path) {
        RunLayout run = new RunLayout(path);
        if (run.isRun()) {
            return best(run);
        }
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.exists(path) && parent != null) {
            RunLayout parentRun = new RunLayout(parent);
            if (parentRun.isRun() && path.endsWith(RunLayout.LAST)) {
                return last(parentRun);
            }
            if (parentRun.isRun() && path.endsWith(RunLayout.BEST)) {
                return best(parentRun);
            }
        }
        return path;
    }

    private static Path best(RunLayout run) {
        Path last = last(run);
        Path state = last.resolve(RunLayout.STATE_FILE);
        int step = JsonSection.read(state, JsonSection.SETTINGS_BYTES, AdapterException::new)
                .integer(RunLayout.BEST_STEP, 0);
        Path best = run.checkpoint(step);
        return step > 0 && Files.exists(best) ? best : last;
    }

    private static Path last(RunLayout run) {
        try {
            return run.lastCheckpoint()
                    .orElseThrow(() -> new AdapterException(run.folder() + ": the run has no checkpoint yet"));
        } catch (IOException e) {
            throw new AdapterException(run.folder() + ": cannot be listed: " + e.getMessage(), e);
        }
    }
}
