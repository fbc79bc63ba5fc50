package io.millsight.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The layout of a training run's folder: settings.yaml, and a folder {@code checkpoint-N} for each saved step N. It stands in this room because the
 * room that writes runs and the room that looks for the weights of one must not know each other.
 *
 * @param folder of the run
 */
public record RunLayout(Path folder) {

    /** The effective settings; a folder with this file is a run. */
    public static final String SETTINGS_FILE = "settings.yaml";

    /** The state of training in a checkpoint, with the keys of Hugging Face's trainer. */
    public static final String STATE_FILE = "trainer_state.json";

    /** The key of the state file for the step of the best checkpoint by the run's metric; 0 if no checkpoint was evaluated. */
    public static final String BEST_STEP = "best_global_step";

    /** The key of the state file for the largest resident memory of the process that wrote it, in bytes. */
    public static final String PEAK_MEMORY = "peak_memory_bytes";

    /** The link at the best checkpoint. */
    public static final String BEST = "best";

    /** The link at the last checkpoint. */
    public static final String LAST = "last";

    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(\\d{1,9})");

    /** Whether the folder is a run. */
    public boolean isRun() {
        return Files.exists(folder.resolve(SETTINGS_FILE));
    }

    /** The folder of the checkpoint after a step, whether it exists or not. */
    public Path checkpoint(int step) {
        return folder.resolve("checkpoint-" + step);
    }

    /** The step of a checkpoint's folder; 0 for any other path. */
    public static int step(Path checkpoint) {
        Matcher matcher = CHECKPOINT.matcher(checkpoint.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** All checkpoints by rising step. */
    public List<Path> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            CHECKPOINT.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingInt(RunLayout::step))
                    .toList();
        }
    }

    /** The checkpoint of the highest step. */
    public Optional<Path> lastCheckpoint() throws IOException {
        List<Path> all = checkpoints();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }
}
