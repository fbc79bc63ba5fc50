package io.millsight.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * in between. Which is the last follows from the names, and which is the best from the last one's {@link TrainerState}; the links {@code best} and
 * {@code last} are a convenience for people and other programs.
 */
public final class Checkpoints {

    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d+)");
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
        Path partial = run.resolve("." + target.getFileName() + ".partial");
        try {
            deleteTree(partial);
            Files.createDirectories(partial);
            content.writeTo(partial);
            state.write(partial);
            deleteTree(target);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deletePartial(partial);
            throw new TrainingException(
                    target + ": cannot save the checkpoint (" + e.getMessage()
                            + "); free some space and go on with `--resume " + run
                            + "`, from "
                            + last().map(checkpoint -> checkpoint.getFileName().toString())
                                    .orElse("the beginning"),
                    e);
        }
        link(LAST, target);
        if (state.bestStep() > 0) {
            link(BEST, folder(state.bestStep()));
        }
        prune(state, limit);
        return target;
    }

    private void prune(TrainerState state, int limit) {
        all().stream()
                .sorted(Comparator.comparingInt(Checkpoints::step).reversed())
                .filter(checkpoint -> step(checkpoint) != state.bestStep())
                .skip(limit)
                .forEach(Checkpoints::deletePartial);
    }

    /** Points a name at a checkpoint, where the file system has links. */
    private void link(String name, Path target) {
        Path link = run.resolve(name);
        Path fresh = run.resolve("." + name + ".partial");
        try {
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, target.getFileName());
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            deletePartial(fresh);
        }
    }

    private static void deletePartial(Path folder) {
        try {
            deleteTree(folder);
        } catch (IOException e) {
            // it is only in the way, and the next save tries again
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
