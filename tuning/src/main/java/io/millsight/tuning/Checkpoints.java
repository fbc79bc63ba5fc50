package io.millsight.tuning;

import io.millsight.files.AtomicFile;
import io.millsight.files.AtomicFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: folders {@code checkpoint-N}, one per saved step.
 *
 * <p>A checkpoint is written under another name and renamed when it is complete, so that a folder of that name is always whole, whatever happens
 * in between; it is renamed, too, before it is deleted. Which is the last follows from the names, and which is the best from the last one's {@link TrainerState}; the links {@code best} and
 * {@code last} are a convenience for people and other programs.
 */
public final class Checkpoints {

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,9})");
    private static final String BEST = "best";
    private static final String LAST = "last";

    /** Writes what belongs into a checkpoint. */
    interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private final Path run;

    Checkpoints(Path run) {
        this.run = run;
    }

    /**
     * Finds what a user means: a folder with weights as it is; of a run, or of a run's {@code best}, the best checkpoint; of a run's {@code last} the
     * last.
     *
     * @throws TrainingException if a run has no checkpoint yet
     */
    public static Path resolve(Path path) {
        if (Files.exists(path.resolve(RunFolder.SETTINGS_FILE))) {
            return new Checkpoints(path).bestOrLast();
        }
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.exists(path) && parent != null && Files.exists(parent.resolve(RunFolder.SETTINGS_FILE))) {
            Checkpoints checkpoints = new Checkpoints(parent);
            if (path.endsWith(LAST)) {
                return checkpoints.last().orElseThrow(checkpoints::none);
            }
            if (path.endsWith(BEST)) {
                return checkpoints.bestOrLast();
            }
        }
        return path;
    }

    private Path bestOrLast() {
        Path last = last().orElseThrow(this::none);
        int best = TrainerState.read(last).bestStep();
        Path folder = folder(best);
        return best > 0 && Files.exists(folder) ? folder : last;
    }

    private TrainingException none() {
        return new TrainingException(run + ": the run has no checkpoint yet");
    }

    Optional<Path> last() {
        return all().stream().max(Comparator.comparingInt(Checkpoints::step));
    }

    private List<Path> all() {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .toList();
        } catch (IOException e) {
            throw new TrainingException(run + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static int step(Path checkpoint) {
        Matcher matcher = NAME.matcher(checkpoint.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private Path folder(int step) {
        return run.resolve("checkpoint-" + step);
    }

    /**
     * Writes a checkpoint and then removes those that are too many: neither the best nor among the last ones.
     *
     * @throws TrainingException if it cannot be written; the earlier ones are untouched then
     */
    Path save(TrainerState state, int limit, Content content) {
        Path target = folder(state.step());
        try {
            AtomicFolder.replace(target, folder -> {
                content.writeTo(folder);
                state.write(folder);
            });
        } catch (IOException | UncheckedIOException e) {
            throw new TrainingException(
                    target + ": cannot save the checkpoint (" + e.getMessage()
                            + "); free some space and go on with `--resume " + run
                            + "`, from "
                            + last().map(checkpoint -> checkpoint.getFileName().toString())
                                    .orElse("the beginning"),
                    e);
        }
        settle(state, limit);
        return target;
    }

    /**
     * Does what follows the saving of a checkpoint, and what a kill may have cut off: points the links at the last and the best one, and removes
     * those that are too many.
     */
    void settle(TrainerState state, int limit) {
        link(LAST, folder(state.step()));
        if (state.bestStep() > 0) {
            link(BEST, folder(state.bestStep()));
        }
        prune(state, limit);
    }

    private void prune(TrainerState state, int limit) {
        all().stream()
                .sorted(Comparator.comparingInt(Checkpoints::step).reversed())
                .filter(checkpoint -> step(checkpoint) != state.bestStep())
                .skip(limit)
                .forEach(Checkpoints::remove);
    }

    /** Points a name at a checkpoint, where the file system has links. */
    private void link(String name, Path target) {
        try {
            AtomicFile.link(run.resolve(name), target.getFileName());
        } catch (IOException | UnsupportedOperationException e) {
            // the links are a convenience
        }
    }

    private static void remove(Path checkpoint) {
        try {
            AtomicFolder.remove(checkpoint);
        } catch (IOException e) {
            // it is only one too many, and the next save tries again
        }
    }
}
