package io.millsight.detect.train;

import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.runs.Background;
import io.millsight.runs.EvaluationFigures;
import io.millsight.runs.EvaluationRecord;
import io.millsight.runs.EvenPlaces;
import io.millsight.runs.LearningRateSchedule;
import io.millsight.runs.LossCurve;
import io.millsight.runs.NotFiniteException;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunLog;
import io.millsight.runs.RunSettings;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.steel.AnnotatedImage;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The training loop of a detector: step, average, log, evaluate, save, until the plan is done or the run is interrupted. {@link #interrupt} may be
 * called from any thread. A run that resumes from a checkpoint gives the same result as a run without an interruption.
 */
final class DetectorTrainer {

    private static final String OPTIMIZER_FILE = "optimizer.safetensors";
    private static final int THRESHOLD_IMAGES = 200; // training images on which the threshold is chosen

    private final DetectorJob job;
    private final DetectorSettings settings;
    private final DetectorMetrics metrics;
    private final RunFolder run;
    private final StepPlan plan;
    private final RunLog log;
    private final LearningRateSchedule schedule;
    private final TrainingSamples samples;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    DetectorTrainer(DetectorJob job, DetectorMetrics metrics, RunFolder run, TrainingListener listener) {
        this.job = job;
        this.settings = job.settings();
        this.metrics = metrics;
        this.run = run;
        this.plan = settings.plan(job.data().training().size());
        this.log = new RunLog(settings.run(), plan, run, listener);
        this.schedule = settings.run().schedule(plan.totalSteps());
        this.samples = new TrainingSamples(
                new FittedImages(job.data().training(), settings.get(DetectorSettings.IMAGE_SIZE)),
                settings,
                plan.epochsAfter(plan.totalSteps()));
    }

    int totalSteps() {
        return plan.totalSteps();
    }

    boolean isDone(TrainerState state) {
        int patience = settings.get(RunSettings.PATIENCE);
        return state.step() >= plan.totalSteps()
                || (patience > 0 && state.evaluations().withoutImprovement() >= patience);
    }

    void interrupt() {
        interrupted.set(true);
    }

    /**
     * Trains from a state on.
     *
     * @param checkpoint the folder of the state, from which the optimiser's velocities are read; null at the start
     * @return the state at the end of the run
     */
    TrainerState run(TrainerState start, @Nullable Path checkpoint) {
        try (Background reader = Background.threads(1, "image-reader", () -> {});
                DetectorStep step = new DetectorStep(job)) {
            if (checkpoint != null) {
                restore(step.optimizer(), checkpoint);
            }
            return loop(start, step, reader);
        }
    }

    private static void restore(Sgd optimizer, Path checkpoint) {
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(checkpoint.resolve(OPTIMIZER_FILE))) {
            optimizer.state().forEach((name, velocity) -> velocity.copyFrom(file.tensor(name)));
        }
    }

    private TrainerState loop(TrainerState start, DetectorStep step, Background reader) {
        TrainerState state = start;
        long began = System.nanoTime();
        long images = 0;
        Future<List<BatchValues>> next = reader.start(() -> batches(start.step()));
        while (!isDone(state) && !interrupted.get()) {
            int number = state.step();
            List<BatchValues> group = Background.await(next, "read images");
            next = reader.start(() -> number + 1 < plan.totalSteps() ? batches(number + 1) : List.of());
            RunLog.Step made = step(group, number, step);
            images += group.stream().mapToInt(batch -> batch.boxes().size()).sum();
            double seconds = (System.nanoTime() - began) / 1e9;
            TrainerState stepped = new TrainerState(
                    number + 1,
                    plan.epochsAfter(number + 1),
                    state.evaluations(),
                    start.seconds() + seconds,
                    state.losses().withStep(made.loss(), 0, false));
            state = log.step(stepped, made, new RunLog.Speed(images / seconds, seconds / (number + 1 - start.step())));
            if (settings.run().savesAfter(number, plan)) {
                state = evaluate(state);
                save(state, step.optimizer());
                if (!interrupted.get()) { // a JVM that is shutting down cannot load the classes that draw
                    LossCurve.write(run);
                }
            }
        }
        boolean saved = state.step() == start.step() || settings.run().savesAfter(state.step() - 1, plan);
        if (!saved) {
            save(state, step.optimizer());
        }
        return state;
    }

    private List<BatchValues> batches(int step) {
        return samples.batches(plan.group(step), job.description().types());
    }

    private RunLog.Step step(List<BatchValues> group, int number, DetectorStep step) {
        double rate = schedule.at(number);
        try {
            DetectorStep.Result result = step.run(group, number, rate);
            return new RunLog.Step(result.loss(), rate, result.gradientNorm(), false);
        } catch (NotFiniteException e) {
            throw diverged(number + 1, e);
        }
    }

    private TrainingException diverged(int step, NotFiniteException cause) {
        String kept = run.checkpoints()
                .last()
                .map(checkpoint -> checkpoint.getFileName() + " is the last good state")
                .orElse("no checkpoint has been written yet");
        return new TrainingException(
                "step " + step + ": " + cause.getMessage() + "; the run stops, and " + kept
                        + "; start a new run with a lower learning_rate (it is "
                        + settings.get(RunSettings.LEARNING_RATE) + ")",
                cause);
    }

    private TrainerState evaluate(TrainerState state) {
        List<AnnotatedImage> images = spread(job.data().validation(), settings.get(RunSettings.EVAL_IMAGES));
        if (images.isEmpty()) {
            return state;
        }
        EvaluationFigures figures = metrics.measure(job.detector(), images);
        EvaluationRecord record =
                state.evaluations().with(figures, state.step(), settings.get(RunSettings.BEST_METRIC));
        log.evaluated(state, figures, images.size(), record.bestStep() == state.step());
        return state.withEvaluations(record);
    }

    private static List<AnnotatedImage> spread(List<AnnotatedImage> images, int most) {
        return EvenPlaces.of(images.size(), most).mapToObj(images::get).toList();
    }

    private void save(TrainerState state, Sgd optimizer) {
        double threshold = metrics.threshold(job.detector(), spread(job.data().training(), THRESHOLD_IMAGES));
        DetectorDescription description = job.description().withThreshold(threshold);
        log.saved(run.checkpoints().save(state, settings.get(RunSettings.SAVE_LIMIT), folder -> {
            DetectorFolder.write(folder, description, job.average().weights());
            SafetensorsWriter.write(
                    folder.resolve(StartingNetworks.TRAINED_WEIGHTS),
                    job.trained().weights().tensors());
            SafetensorsWriter.write(folder.resolve(OPTIMIZER_FILE), optimizer.state());
        }));
    }
}
