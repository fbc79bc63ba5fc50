package io.millsight.service.learning;

import io.millsight.files.MessageText;
import io.millsight.history.History;
import io.millsight.history.HistoryUnavailableException;
import io.millsight.history.Training;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the processes that work on trainings, one at a time and at a low priority. While a process runs, the history hears of it every two seconds.
 * The process is ended if the training is over, or if another server has claimed it.
 *
 * <p>One thread runs processes; {@link #cancel} and {@link #progress} are safe for use by others.
 */
final class TrainingProcess {

    static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** A process that was asked to end saves first; after so long it is killed. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private static final String LOG_FILE = "log.txt";
    private static final int TAIL = 4096;

    /** For example {@code evaluation: 12 of 48 images (25 %)}. */
    private static final Pattern PROGRESS = Pattern.compile(": [\\d,]+ of [\\d,]+ .*\\(\\d+ %\\)");

    private static final Logger LOG = LoggerFactory.getLogger(TrainingProcess.class);

    private final History history;
    private final String owner;
    private volatile @Nullable ProcessHandle running;

    /**
     * @param owner the name under which this server claims trainings
     */
    TrainingProcess(History history, String owner) {
        this.history = history;
        this.owner = owner;
    }

    /** Returns the folder of a training's files. */
    private Path folder(Training training) {
        return history.folder().resolve(TrainingRunner.place(training));
    }

    /**
     * Runs a command to its end.
     *
     * @throws StoppedException if it fails, the training is over, or another server has claimed it
     */
    void run(List<String> command, Training training) throws StoppedException, InterruptedException, IOException {
        requireOurs(training);
        List<String> nice = new ArrayList<>(niceness());
        nice.addAll(command);
        Path log = folder(training).resolve(LOG_FILE);
        Process child = new ProcessBuilder(nice)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        child.getOutputStream().close();
        follow(training, child.toHandle());
        int code = child.waitFor();
        requireOurs(training);
        if (code != 0) {
            throw new StoppedException(
                    lastLine(training).orElse("its process ended with code " + code + " and wrote nothing"), code);
        }
    }

    private static List<String> niceness() {
        return Files.isExecutable(Path.of("/usr/bin/nice")) ? List.of("/usr/bin/nice", "-n", "10") : List.of();
    }

    /** Returns the process that an earlier service has left at work; empty if it is gone. */
    static Optional<ProcessHandle> left(Training training) {
        Training.ChildProcess known = training.process();
        return known == null
                ? Optional.empty()
                : ProcessHandle.of(known.pid())
                        .filter(found -> found.info().startInstant().equals(Optional.of(known.started())));
    }

    /** Waits for the end of a process, and ends it if the service ends. */
    void follow(Training training, ProcessHandle child) throws InterruptedException {
        Instant began = child.info().startInstant().orElse(Instant.now());
        running = child;
        try {
            if (!history.trainings().work(training.id(), new Training.ChildProcess(child.pid(), began))) {
                child.destroy(); // cancelled in this moment
            }
            while (child.isAlive()) {
                awaitExit(child, HEARTBEAT);
                if (!isOurs(training)) {
                    end(child);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            end(child);
            throw e;
        } finally {
            running = null;
        }
    }

    /** While the database is away, nobody else can claim the training. */
    private boolean isOurs(Training training) {
        try {
            return history.trainings().beat(training.id(), owner);
        } catch (HistoryUnavailableException e) {
            LOG.warn("the database does not answer; the training goes on");
            return true;
        }
    }

    private static boolean awaitExit(ProcessHandle child, Duration longest) throws InterruptedException {
        try {
            child.onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !child.isAlive();
        }
    }

    /** Lets a process save and end, or kills it. */
    static void end(ProcessHandle child) {
        child.destroy();
        try {
            if (!awaitExit(child, GRACE)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the process that runs now to end, if there is one. */
    void cancel() {
        ProcessHandle child = running;
        if (child != null) {
            child.destroy();
        }
    }

    /** Goes on only if the training is not over, and no other server has claimed it. */
    void requireOurs(Training training) throws StoppedException {
        if (!history.trainings().beat(training.id(), owner)) {
            throw new StoppedException("cancelled", null);
        }
    }

    /** Returns how far the process of a training says that it is, if it said so last. */
    Optional<String> progress(Training training) {
        return lastLine(training).filter(line -> PROGRESS.matcher(line).find());
    }

    /** Returns the last line that the processes of a training wrote: their errors are one line, and so is their progress. */
    private Optional<String> lastLine(Training training) {
        Path log = folder(training).resolve(LOG_FILE);
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(Math.max(0, Files.size(log) - TAIL));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(MessageText::oneLine);
        } catch (IOException e) {
            return Optional.empty(); // nothing has been written yet
        }
    }
}
