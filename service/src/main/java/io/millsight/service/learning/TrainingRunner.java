package io.millsight.service.learning;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.MillsightException;
import io.millsight.history.Actor;
import io.millsight.history.DatasetVersion;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.KnownAdapter;
import io.millsight.history.Training;
import io.millsight.history.TrainingState;
import io.millsight.service.export.DatasetFolders;
import io.millsight.service.model.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains adapters, one at a time, each in a process of its own at a low priority: {@code train}, then {@code evaluate} on the gold set, and once
 * {@code evaluate} of the active model on it. All of it lies in {@code trainings/ID} of the data folder.
 *
 * <p>The process ends with the service. If the service was killed, the process goes on, and the next start of the service finds it again by its
 * number and its time.
 *
 * <p>Safe for use by several threads.
 */
public final class TrainingRunner implements AutoCloseable {

    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** A process that was not seen at work for so long is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** A process that was asked to end saves first; after so long it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final String LOG_FILE = "log.txt";
    private static final long MOST_LOG_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRunner.class);

    private final History history;
    private final DatasetFolders datasets;
    private final ModelLoader loader;
    private final @Nullable TrainingProgram program;
    private final Clock clock;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "training");
    private volatile boolean closing;
    private volatile @Nullable ProcessHandle process;

    /**
     * Creates a runner that does nothing before {@link #start}.
     *
     * @param program null for a model that cannot be trained
     * @param clock the clock of the history
     */
    public TrainingRunner(
            History history,
            DatasetFolders datasets,
            ModelLoader loader,
            @Nullable TrainingProgram program,
            Clock clock) {
        this.clock = clock;
        this.history = history;
        this.datasets = datasets;
        this.loader = loader;
        this.program = program;
        thread.setDaemon(true);
    }

    /** Ends a training early. */
    private static final class StoppedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final @Nullable Integer exitCode;

        StoppedException(String message, @Nullable Integer exitCode) {
            super(message);
            this.exitCode = exitCode;
        }
    }

    /** Begins to train, first what an earlier service has begun. */
    public void start() {
        history.trainings().list().stream()
                .filter(training -> !training.state().isOver())
                .map(Training::id)
                .forEach(waiting::add);
        thread.start();
    }

    /**
     * Adds a training, which begins at once.
     *
     * @throws RefusedException if another one is running, or there is nothing to learn or to measure on
     */
    public Training add(Training.Plan plan, DatasetVersion dataset, Actor actor) {
        if (program == null) {
            throw new RefusedException("not_trainable", "this model cannot be trained by the service");
        }
        DatasetVersion.Counts counts = dataset.content().counts();
        if (counts.train() == 0) {
            throw new RefusedException("nothing_to_learn", "the dataset has no images to learn from; review more");
        }
        if (counts.gold() == 0) {
            throw new RefusedException(
                    "no_gold_set", "the dataset has no gold set to measure on; review more, and make a new version");
        }
        Training training = history.trainings()
                .add(plan, actor)
                .orElseThrow(() -> new RefusedException(
                        "training_running", "another training is running; wait for its end, or cancel it"));
        waiting.add(training.id());
        return training;
    }

    /** Cancels a training; returns false if it is over already. */
    public boolean cancel(String id, Actor actor) {
        boolean cancelled = history.trainings().end(id, TrainingState.CANCELLED, Training.Outcome.NONE, actor);
        ProcessHandle running = process;
        if (cancelled && running != null) {
            running.destroy();
        }
        return cancelled;
    }

    /** Returns how far a training is. */
    public RunProgress progress(Training training) {
        return RunProgress.of(runFolder(training));
    }

    /** Returns the path of the folder of a training's files within the data folder. */
    private static String place(Training training) {
        return "trainings/" + training.id();
    }

    /** Returns the folder of the run, whose name is that of its adapter. */
    private Path runFolder(Training training) {
        return history.folder().resolve(runPlace(training));
    }

    private String runPlace(Training training) {
        return place(training) + "/corrections-" + history.trainings().number(training.id());
    }

    private void run() {
        try {
            while (!closing) {
                String id = waiting.take();
                history.trainings().find(id).ifPresent(this::train);
            }
        } catch (InterruptedException e) {
            LOG.debug("no more trainings", e);
        }
    }

    private void train(Training training) {
        Training.Outcome outcome;
        TrainingState state = TrainingState.FAILED;
        try {
            if (training.state().isOver()) {
                return;
            }
            outcome = new Training.Outcome(0, null, learn(training));
            state = TrainingState.EVALUATED;
        } catch (StoppedException e) {
            outcome = new Training.Outcome(e.exitCode, e.getMessage(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = new Training.Outcome(null, "the service ended during the training", null);
        } catch (MillsightException | IOException e) {
            outcome = new Training.Outcome(null, MessageText.oneLine(String.valueOf(e.getMessage())), null);
        } catch (RuntimeException e) { // the next training must find its thread
            LOG.error("a training failed", e);
            outcome = new Training.Outcome(null, "the service failed; its log says why", null);
        }
        history.trainings().end(training.id(), state, outcome, Actor.PROGRAM);
    }

    /** Trains, measures, and registers the adapter; returns its figures. */
    private String learn(Training training) throws StoppedException, InterruptedException, IOException {
        TrainingProgram how = program;
        DatasetVersion dataset =
                history.datasets().find(training.plan().dataset()).orElseThrow();
        if (how == null) {
            throw new StoppedException("this model cannot be trained by the service", null);
        }
        Files.createDirectories(history.folder().resolve(place(training)));
        if (training.state() == TrainingState.RUNNING) {
            follow(training);
        } else {
            execute(how, training, trainArguments(how, training));
        }
        Path adapter = CheckpointFolder.resolve(runFolder(training));
        String gold = place(training) + "/gold";
        execute(how, training, evaluateArguments(how, adapter, dataset, gold));
        GoldFigures figures =
                GoldFigures.read(history.folder(), gold, dataset.content().goldSha256());
        measureActive(training, how, dataset);
        requireNotOver(training);
        KnownAdapter known = history.adapters()
                .register(loader.describe(runFolder(training)), runPlace(training), training.id(), Actor.PROGRAM);
        history.adapters().measured(known.id(), figures.text());
        return figures.text();
    }

    /** Measures the active model on the gold set, unless it was measured on it already. */
    private void measureActive(Training training, TrainingProgram how, DatasetVersion dataset)
            throws StoppedException, InterruptedException, IOException {
        KnownAdapter active = history.deployments()
                .running(Deployment.Mode.ACTIVE)
                .flatMap(deployment -> history.adapters().find(deployment.adapter()))
                .orElseThrow();
        String goldSha256 = dataset.content().goldSha256();
        boolean measured = GoldFigures.of(active)
                .map(figures -> figures.goldSha256().equals(goldSha256))
                .orElse(false);
        if (!measured) {
            String report = place(training) + "/gold-before";
            execute(how, training, evaluateArguments(how, folder(active), dataset, report));
            history.adapters()
                    .measured(
                            active.id(),
                            GoldFigures.read(history.folder(), report, goldSha256)
                                    .text());
        }
    }

    /** Returns the folder of an adapter; null for the base alone. */
    private @Nullable Path folder(KnownAdapter adapter) {
        String folder = adapter.folder();
        return folder == null ? loader.adapterFolder() : history.folder().resolve(folder);
    }

    private List<String> trainArguments(TrainingProgram how, Training training) throws StoppedException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--model=" + how.base(),
                "--data=" + datasets.folder(training.plan().dataset()),
                "--out=" + runFolder(training)));
        String start = training.plan().start();
        if (start != null) {
            KnownAdapter adapter = history.adapters().find(start).orElseThrow();
            Path folder = folder(adapter);
            if (folder == null) {
                throw new StoppedException("the adapter to go on from has no folder", null);
            }
            arguments.add("--init_adapter=" + folder);
        }
        training.plan().settings().forEach((key, value) -> arguments.add("--" + key + "=" + value));
        return arguments;
    }

    private List<String> evaluateArguments(
            TrainingProgram how, @Nullable Path adapter, DatasetVersion dataset, String report) {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--model=" + how.base(),
                "--adapter=" + (adapter == null ? "none" : adapter),
                "--data=" + datasets.folder(dataset.id()),
                "--split=" + DatasetFolders.GOLD_SPLIT,
                "--out=" + history.folder().resolve(report)));
        arguments.addAll(how.answering());
        return arguments;
    }

    /** Runs the program to its end. */
    private void execute(TrainingProgram how, Training training, List<String> arguments)
            throws StoppedException, InterruptedException, IOException {
        requireNotOver(training);
        List<String> command = new ArrayList<>(niceness());
        command.addAll(how.command());
        command.addAll(arguments);
        Path log = history.folder().resolve(place(training)).resolve(LOG_FILE);
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        child.getOutputStream().close();
        await(training, child.toHandle());
        int code = child.waitFor();
        requireNotOver(training);
        if (code != 0) {
            throw new StoppedException(lastLine(log), code);
        }
    }

    private static List<String> niceness() {
        return Files.isExecutable(Path.of("/usr/bin/nice")) ? List.of("/usr/bin/nice", "-n", "10") : List.of();
    }

    /** Waits for the process that an earlier service started. Its exit code cannot be known, so the folder of the run has to tell. */
    private void follow(Training training) throws StoppedException, InterruptedException {
        Training.ChildProcess known = training.process();
        Optional<ProcessHandle> handle = known == null
                ? Optional.empty()
                : ProcessHandle.of(known.pid())
                        .filter(found -> found.info().startInstant().equals(Optional.of(known.started())));
        if (handle.isPresent()) {
            await(training, handle.get());
        } else {
            awaitSilence(training);
        }
        requireNotOver(training);
        if (!progress(training).isComplete()) {
            throw new StoppedException("its process ended while no service was there to see it", null);
        }
    }

    /** Waits while another server that shares the records sees the process at work. */
    private void awaitSilence(Training training) throws StoppedException, InterruptedException {
        Instant heard = Objects.requireNonNullElse(training.times().heartbeat(), Instant.EPOCH);
        while (heard.plus(SILENCE).isAfter(clock.instant())) {
            Thread.sleep(HEARTBEAT.toMillis());
            requireNotOver(training);
            heard = history.trainings()
                    .find(training.id())
                    .map(known -> known.times().heartbeat())
                    .orElse(Instant.EPOCH);
        }
    }

    /** Waits for a process, and ends it if the service ends. */
    private void await(Training training, ProcessHandle child) throws InterruptedException {
        Instant began = child.info().startInstant().orElse(Instant.now());
        process = child;
        try {
            if (!history.trainings().work(training.id(), new Training.ChildProcess(child.pid(), began))) {
                child.destroy(); // cancelled in this moment
            }
            while (child.isAlive()) {
                awaitExit(child, HEARTBEAT);
                history.trainings().beat(training.id());
                if (isOver(training)) { // cancelled at another server
                    end(child);
                }
            }
        } catch (InterruptedException e) {
            end(child);
            throw e;
        } finally {
            process = null;
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

    private static void end(ProcessHandle child) {
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

    private boolean isOver(Training training) {
        return history.trainings().find(training.id()).orElseThrow().state().isOver();
    }

    private void requireNotOver(Training training) throws StoppedException {
        if (isOver(training)) {
            throw new StoppedException("cancelled", null);
        }
    }

    /** Returns the last line that the program wrote: its errors are one line. */
    private static String lastLine(Path log) {
        try {
            String text = InputFile.readText(log, MOST_LOG_BYTES);
            return text.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(MessageText::oneLine)
                    .orElse("the program wrote nothing");
        } catch (IOException e) {
            return "what the program wrote cannot be read";
        }
    }

    /** Ends the training that is running. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(GRACE.toMillis() + HEARTBEAT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
