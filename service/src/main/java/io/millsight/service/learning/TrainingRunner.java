package io.millsight.service.learning;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.files.MessageText;
import io.millsight.files.MillsightException;
import io.millsight.files.RunLayout;
import io.millsight.history.Actor;
import io.millsight.history.DatasetVersion;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.HistoryUnavailableException;
import io.millsight.history.KnownAdapter;
import io.millsight.history.Training;
import io.millsight.history.TrainingState;
import io.millsight.runs.RunFolder;
import io.millsight.service.export.DatasetFolders;
import io.millsight.service.model.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains adapters, one at a time, each in a process of its own at a low priority: {@code train}, then {@code evaluate} on the gold set, and once
 * {@code evaluate} of the active model on it. An adapter that comes from elsewhere is only measured. All files lie in {@code trainings/ID} of the
 * data folder.
 *
 * <p>The process ends with the service, and the next start goes on from its last checkpoint. If the service was killed, the process goes on, and the
 * next start finds it again by its number and its time. Several servers may share the trainings: whoever claims one works on it alone, and when it is
 * not heard of for a while, another one takes its training over.
 *
 * <p>Safe for use by several threads.
 */
public final class TrainingRunner implements AutoCloseable {

    /** A server that was not heard of for so long does not work on its training any more. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRunner.class);

    private final History history;
    private final DatasetFolders datasets;
    private final ModelLoader loader;
    private final @Nullable TrainingProgram program;
    private final Clock clock;

    /** Under this name the server claims trainings. */
    private final String owner = UUID.randomUUID().toString();

    private final TrainingProcess process;
    private final Semaphore added = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "training");
    private volatile boolean closing;

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
        process = new TrainingProcess(history, owner);
        thread.setDaemon(true);
    }

    /** Begins to work, first on what an earlier service has begun. A server that cannot train leaves all to others. */
    public void start() {
        if (program != null) {
            thread.start();
        }
    }

    /**
     * Adds a training, which begins at once.
     *
     * @throws RefusedException if another one is running, or there is nothing to learn or to measure on
     */
    public Training add(Training.Plan plan, DatasetVersion dataset, Actor actor) {
        DatasetVersion.Counts counts = dataset.content().counts();
        if (counts.train() == 0) {
            throw new RefusedException("nothing_to_learn", "the dataset has no images to learn from; review more");
        }
        if (counts.gold() == 0) {
            throw new RefusedException(
                    "no_gold_set", "the dataset has no gold set to measure on; review more, and make a new version");
        }
        return begin(plan, actor);
    }

    /**
     * Adds the measurement of a known adapter, which begins at once.
     *
     * @throws RefusedException if a training is running, there is no gold set, or it is not known where the adapter lies
     */
    public Training measure(KnownAdapter adapter, Actor actor) {
        DatasetVersion dataset = history.datasets().list().stream()
                .filter(version -> version.content().counts().gold() > 0)
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "no_gold_set",
                        "there is no gold set to measure on; review images, and make a dataset version"));
        boolean active = history.deployments()
                .running(Deployment.Mode.ACTIVE)
                .map(Deployment::adapter)
                .equals(Optional.of(adapter.id()));
        if (adapter.folder() == null && !active) {
            throw new RefusedException(
                    "no_folder",
                    "this model was named on the command line of an earlier start; copy its adapter into the data"
                            + " folder, and register it");
        }
        return begin(Training.Plan.measure(dataset.id(), adapter.id()), actor);
    }

    private Training begin(Training.Plan plan, Actor actor) {
        if (program == null) {
            throw new RefusedException("not_trainable", "this model cannot be trained by the service");
        }
        Training training = history.trainings()
                .add(plan, actor, owner)
                .orElseThrow(() -> new RefusedException(
                        "training_running",
                        "another training or measurement is running; wait for its end, or cancel it"));
        added.release();
        return training;
    }

    /** Cancels a training or a measurement; returns false if it is over already. */
    public boolean cancel(String id, Actor actor) {
        boolean cancelled = history.trainings().end(id, TrainingState.CANCELLED, Training.Outcome.NONE, actor);
        if (cancelled) {
            process.cancel();
        }
        return cancelled;
    }

    /** Returns how far a training is. */
    public RunProgress progress(Training training) {
        return RunProgress.of(runFolder(training));
    }

    /** Returns how far the process of a training or a measurement says that it is; empty if it does not say so. */
    public Optional<String> words(Training training) {
        return process.progress(training);
    }

    /** Returns the path of the folder of a training's files within the data folder. */
    static String place(Training training) {
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
                workOnWhatIsOpen();
                if (added.tryAcquire(TrainingProcess.HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.debug("a training was added");
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no more trainings", e);
        }
    }

    /** Works on each training that is not over, unless another server does. */
    private void workOnWhatIsOpen() throws InterruptedException {
        try {
            for (Training open : history.trainings().open()) {
                if (history.trainings().claim(open.id(), owner, clock.instant().minus(SILENCE))) {
                    work(history.trainings().find(open.id()).orElseThrow());
                }
            }
        } catch (HistoryUnavailableException e) {
            LOG.debug("the database does not answer; trainings wait for it", e);
        }
    }

    private void work(Training training) throws InterruptedException {
        Training.Outcome outcome;
        TrainingState state = TrainingState.FAILED;
        try {
            outcome = new Training.Outcome(0, null, figures(training));
            state = TrainingState.EVALUATED;
        } catch (StoppedException e) {
            outcome = new Training.Outcome(e.exitCode(), e.getMessage(), null);
        } catch (InterruptedException e) { // the next start goes on
            history.trainings().release(training.id(), owner);
            throw e;
        } catch (HistoryUnavailableException e) {
            throw e;
        } catch (MillsightException | IOException e) {
            outcome = new Training.Outcome(null, MessageText.oneLine(String.valueOf(e.getMessage())), null);
        } catch (RuntimeException e) { // the next training must find its thread
            LOG.error("a training failed", e);
            outcome = new Training.Outcome(null, "the service failed; its log says why", null);
        }
        if (history.trainings().beat(training.id(), owner)) { // else it is over, or another server goes on with it
            history.trainings().end(training.id(), state, outcome, Actor.PROGRAM);
        }
    }

    /** Does what a training or a measurement asks for; returns the figures. */
    private String figures(Training training) throws StoppedException, InterruptedException, IOException {
        TrainingProgram how = Objects.requireNonNull(program);
        Files.createDirectories(history.folder().resolve(place(training)));
        GoldMeasurement gold = new GoldMeasurement(history, datasets, loader, how, process);
        return switch (training.plan().kind()) {
            case TRAIN -> learn(training, how, gold);
            case MEASURE -> measure(training, gold);
        };
    }

    private String measure(Training training, GoldMeasurement gold)
            throws StoppedException, InterruptedException, IOException {
        TrainingProcess.left(training).ifPresent(TrainingProcess::end);
        String id = String.valueOf(training.plan().start());
        KnownAdapter adapter = history.adapters().find(id).orElseThrow();
        String figures = gold.measure(training, gold.folder(adapter), "gold").text();
        history.adapters().measured(id, figures);
        gold.measureActive(training);
        return figures;
    }

    /** Trains, measures, and registers the adapter. */
    private String learn(Training training, TrainingProgram how, GoldMeasurement gold)
            throws StoppedException, InterruptedException, IOException {
        if (training.state() == TrainingState.RUNNING) {
            goOn(training, how);
        } else {
            process.run(trainCommand(how, training, gold), training);
        }
        Path run = runFolder(training);
        String figures =
                gold.measure(training, CheckpointFolder.resolve(run), "gold").text();
        gold.measureActive(training);
        process.requireOurs(training);
        KnownAdapter known =
                history.adapters().register(loader.describe(run), runPlace(training), training.id(), Actor.PROGRAM);
        history.adapters().measured(known.id(), figures);
        return figures;
    }

    private List<String> trainCommand(TrainingProgram how, Training training, GoldMeasurement gold)
            throws StoppedException {
        List<String> command = new ArrayList<>(how.command());
        command.addAll(List.of(
                "train",
                "--model=" + how.base(),
                "--data=" + datasets.folder(training.plan().dataset()),
                "--out=" + runFolder(training)));
        String start = training.plan().start();
        if (start != null) {
            Path folder = gold.folder(history.adapters().find(start).orElseThrow());
            if (folder == null) {
                throw new StoppedException("the adapter to go on from has no folder", null);
            }
            command.add("--init_adapter=" + folder);
        }
        training.plan().settings().forEach((key, value) -> command.add("--" + key + "=" + value));
        return command;
    }

    /**
     * Goes on with a training that an earlier start or another server has begun. Its process may still be at work; else another one goes on from the
     * last checkpoint. Only a saved last step tells that all is done, because nobody has seen the exit code.
     */
    private void goOn(Training training, TrainingProgram how)
            throws StoppedException, InterruptedException, IOException {
        Optional<ProcessHandle> left = TrainingProcess.left(training);
        if (left.isPresent() && !isTrained(training)) {
            process.follow(training, left.get());
            process.requireOurs(training);
        } else {
            left.ifPresent(TrainingProcess::end); // it measures, which is begun again
            awaitOtherMachine(training);
        }
        if (isTrained(training)) {
            return;
        }
        Path run = runFolder(training);
        if (savedSteps(run) == 0) {
            throw new StoppedException("its process ended before it had saved anything", null);
        }
        List<String> command = new ArrayList<>(how.command());
        command.addAll(List.of("train", "--resume=" + run));
        process.run(command, training);
    }

    /** Waits while the process of a killed server is still at work on another machine: it locks the folder of the run. */
    private void awaitOtherMachine(Training training) throws StoppedException, InterruptedException, IOException {
        while (RunFolder.isInUse(runFolder(training))) {
            process.requireOurs(training);
            Thread.sleep(TrainingProcess.HEARTBEAT.toMillis());
        }
    }

    private boolean isTrained(Training training) throws IOException {
        int steps = progress(training).steps();
        return steps > 0 && savedSteps(runFolder(training)) >= steps;
    }

    /** Returns the step of the last checkpoint of a run; 0 without one. */
    private static int savedSteps(Path run) throws IOException {
        RunLayout layout = new RunLayout(run);
        return layout.isRun() ? layout.lastCheckpoint().map(RunLayout::step).orElse(0) : 0;
    }

    /** Ends the process that is at work. The next start goes on with it. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(TrainingProcess.GRACE.plus(TrainingProcess.HEARTBEAT).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
