package io.millsight.runs;

import io.millsight.files.AtomicFile;
import io.millsight.files.AtomicFolder;
import io.millsight.files.RunLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints of a run: folders {@code checkpoint-N}, one per saved step.
 *
 * <p>A checkpoint is written under another name and renamed when it is complete, so that a folder of that name is always whole, whatever happens
 * in between; it is renamed, too, before it is deleted. The names tell which checkpoint is the last, and the last one's {@link TrainerState} tells
 * which is the best. The links {@code best} and {@code last} are a convenience for people and other programs.
 */
public final class Checkpoints {

    /** Writes what belongs into a checkpoint. */
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private final RunLayout layout;

    Checkpoints(Path run) {
        this.layout = new RunLayout(run);
    }

    public Optional<Path> last() {
        List<Path> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** By rising step. */
    private List<Path> all() {
        try {
            return layout.checkpoints();
        } catch (IOException e) {
            throw new TrainingException(layout.folder() + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a checkpoint and then removes those that are too many: neither the best nor among the last ones.
     *
     * @throws TrainingException if it cannot be written; the earlier ones are untouched then
     */
    public Path save(TrainerState state, int limit, Content content) {
        Path target = layout.checkpoint(state.step());
        try {
            AtomicFolder.replace(target, folder -> {
                content.writeTo(folder);
                state.write(folder);
            });
        } catch (IOException | UncheckedIOException e) {
            throw new TrainingException(
                    target + ": cannot save the checkpoint (" + e.getMessage()
                            + "); free some space and go on with `--resume " + layout.folder()
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
    public void settle(TrainerState state, int limit) {
        link(RunLayout.LAST, layout.checkpoint(state.step()));
        if (state.bestStep() > 0) {
            link(RunLayout.BEST, layout.checkpoint(state.bestStep()));
        }
        prune(state, limit);
    }

    private void prune(TrainerState state, int limit) {
        all().stream()
                .sorted(Comparator.comparingInt(RunLayout::step).reversed())
                .filter(checkpoint -> RunLayout.step(checkpoint) != state.bestStep())
                .skip(limit)
                .forEach(Checkpoints::remove);
    }

    /** Points a name at a checkpoint, where the file system has links. */
    private void link(String name, Path target) {
        try {
            AtomicFile.link(layout.folder().resolve(name), target.getFileName());
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
