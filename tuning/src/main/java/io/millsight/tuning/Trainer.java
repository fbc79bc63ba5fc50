package io.millsight.tuning;

import io.millsight.adapter.Manifest;
import io.millsight.files.MessageText;
import io.millsight.runs.Background;
import io.millsight.runs.EvaluationFigures;
import io.millsight.runs.EvaluationRecord;
import io.millsight.runs.LearningRateSchedule;
import io.millsight.runs.LossCurve;
import io.millsight.runs.LossRecord;
import io.millsight.runs.NotFiniteException;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunLog;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Seeds;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.TensorHeader;
import io.millsight.tuning.process.TrainingGroup;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Trainable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: step, log, evaluate, save, until the plan is done or the run is interrupted. {@link #interrupt} may be called from any thread.
 *
 * <p>All random numbers are derived from the seed and the place in the plan. A run that resumes from a checkpoint therefore gives the same result as
 * a run without an interruption, bit for bit on the same machine.
 */
final class Trainer {

    /**
     * What is trained, and on what.
     *
     * @param trainable the parameters
     * @param manifest written beside the parameters
     * @param objective the loss
     * @param training samples to train on
     * @param evaluation of the model in training
     */
    record Job(
            Trainable trainable,
            Manifest manifest,
            OptimizerStep.Objective objective,
            SampleSource training,
            RunEvaluation evaluation) {}

    /**
     * Where a run's results go.
     *
     * @param folder of the run
     * @param listener told of the progress
     */
    record Output(RunFolder folder, TrainingListener listener) {}

    private static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private final Job job;
    private final TrainingGroup processes;
    private final StepPlan plan;
    private final TrainingSettings settings;
    private final RunFolder run;
    private final RunLog log;
    private final DivergenceCheck divergence;
    private final LearningRateSchedule schedule;
    private final Seeds seeds;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * Prepares the loop.
     *
     * @param run the folder and the listener
     * @param processes that train together
     */
    Trainer(Job job, TrainingSettings settings, Output run, TrainingGroup processes) {
        this.job = job;
        this.processes = processes;
        this.plan = settings.plan(job.training.size());
        this.settings = settings;
        this.run = run.folder;
        this.log = new RunLog(settings.run(), plan, run.folder, run.listener);
        this.divergence = new DivergenceCheck(settings, run.folder);
        this.schedule = settings.run().schedule(plan.totalSteps());
        this.seeds = settings.run().seeds();
    }

    /** Optimiser steps of the whole run. */
    int totalSteps() {
        return plan.totalSteps();
    }

    /** Whether a run has nothing more to do in a state: all steps are made, or it has stopped early. */
    boolean isDone(TrainerState state) {
        return state.step() >= plan.totalSteps() || hasStoppedEarly(state);
    }

    private boolean hasStoppedEarly(TrainerState state) {
        int patience = settings.get(RunSettings.PATIENCE);
        return patience > 0 && state.evaluations().withoutImprovement() >= patience;
    }

    /** Asks the run to save and to end after the current step. May be called from any thread. */
    void interrupt() {
        interrupted.set(true);
    }

    /**
     * Trains from a state on.
     *
     * @param checkpoint the folder of the state, from which the optimiser's moments are read; null at the start
     * @return the state at the end of the run
     * @throws TrainingException if the run cannot continue, or a loss, a gradient or a weight is NaN or infinite; all checkpoints are finite
     */
    TrainerState run(TrainerState start, @Nullable Path checkpoint) {
        try (Background reader = Background.threads(1, "sample-reader", () -> {});
                StepComputation computation = StepComputation.open(job, settings, processes.exchange())) {
            processes.copyFromLeader(job.trainable.parameters());
            if (checkpoint != null) {
                restore(computation.optimizer(), start, checkpoint);
            }
            return loop(start, computation.optimizer(), computation.step(), reader);
        }
    }

    private static void restore(AdamW optimizer, TrainerState start, Path checkpoint) {
        Path path = checkpoint.resolve(OPTIMIZER_FILE);
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            optimizer.state().forEach((name, moment) -> {
                TensorHeader header = file.header(name);
                if (!Arrays.equals(header.extents(), moment.shape())) {
                    throw new TrainingException(
                            path + ": the tensor " + name + " has the shape " + header.shape()
                                    + ", which is not that of the weight; remove this checkpoint to go on from the one before it");
                }
                moment.copyFrom(file.tensor(name));
            });
        }
        optimizer.resumeAt(start.step());
    }

    private TrainerState loop(TrainerState start, AdamW optimizer, OptimizerStep step, Background reader) {
        TrainerState state = evaluateBeforeTraining(start, step);
        LearningCheck check = new LearningCheck(settings, job.trainable.parameters());
        long began = System.nanoTime();
        long samples = 0;
        Future<List<List<EncodedSample>>> next = reader.start(() -> encode(start.step()));
        while (!isDone(state) && !processes.any(interrupted.get())) {
            int number = state.step();
            List<List<EncodedSample>> group = Background.await(next, "read samples");
            next = reader.start(() -> number + 1 < plan.totalSteps() ? encode(number + 1) : List.of());
            OptimizerStep.Result result = step(step, group, number);
            check.step(result);
            samples += group.stream().mapToInt(List::size).sum();
            double seconds = (System.nanoTime() - began) / 1e9;
            TrainerState stepped = after(state, result, start.seconds() + seconds);
            RunLog.Speed speed = new RunLog.Speed(samples / seconds, seconds / (stepped.step() - start.step()));
            state = log.step(
                    stepped,
                    new RunLog.Step(
                            result.loss(settings.get(TrainingSettings.NORMALIZATION)),
                            schedule.at(number),
                            result.gradientNorm(),
                            job.objective.patchWeight() > 0),
                    speed);
            if (settings.run().savesAfter(number, plan)) {
                requireFinite(state.step(), optimizer);
                state = save(evaluate(state, step), optimizer);
                if (processes.isLeader()
                        && !interrupted.get()) { // a JVM that is shutting down cannot load the classes that draw
                    LossCurve.write(run);
                }
            }
        }
        boolean saved = state.step() == start.step() || settings.run().savesAfter(state.step() - 1, plan);
        if (!saved) {
            requireFinite(state.step(), optimizer);
            save(state, optimizer);
        }
        if (isDone(state) && state.step() > start.step()) {
            if (state.step() < plan.totalSteps()) {
                log.noticed(stoppedEarly(state));
            }
            if (processes.isLeader()) {
                check.conclude(state, lossOfFirstSamples(step)).ifPresent(log::noticed);
            }
        }
        processes.any(false); // nobody ends before the last checkpoint is complete
        return state;
    }

    private String stoppedEarly(TrainerState state) {
        return "stopped at step " + state.step() + " of " + plan.totalSteps() + ": "
                + MessageText.count(state.evaluations().withoutImprovement(), "evaluation") + " without a better "
                + state.evaluations().metric().label() + " than at step " + state.bestStep() + " ("
                + RunSettings.PATIENCE.key() + ")";
    }

    private OptimizerStep.Result step(OptimizerStep step, List<List<EncodedSample>> group, int number) {
        try {
            return step.run(group, schedule.at(number), seeds.of(Seeds.Purpose.DROPOUT, number));
        } catch (NotFiniteException e) {
            throw divergence.stopped(number + 1, number > 0, e);
        }
    }

    private TrainerState after(TrainerState state, OptimizerStep.Result result, double seconds) {
        int step = state.step() + 1;
        LossRecord losses = state.losses()
                .withStep(
                        result.loss(settings.get(TrainingSettings.NORMALIZATION)),
                        result.patchLoss(),
                        step <= LearningCheck.firstSteps(settings));
        return new TrainerState(step, plan.epochsAfter(step), state.evaluations(), seconds, losses);
    }

    /** Returns the loss of the run's first samples with the parameters as they are now. */
    private double lossOfFirstSamples(OptimizerStep step) {
        int steps = Math.min(LearningCheck.firstSteps(settings), plan.totalSteps());
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += step.measure(encode(i));
        }
        return sum / steps;
    }

    private void requireFinite(int step, AdamW optimizer) {
        divergence.requireFinite(step, "the weight ", job.trainable.parameters());
        divergence.requireFinite(step, "the optimiser's ", optimizer.state());
    }

    /**
     * Encodes the micro-batches of a step. Samples of similar length share a micro-batch, as in the runs of earlier versions, which go on so.
     */
    private List<List<EncodedSample>> encode(int step) {
        List<List<StepPlan.Place>> group = plan.group(step);
        List<EncodedSample> samples = new ArrayList<>();
        for (List<StepPlan.Place> batch : group) {
            batch.forEach(place -> samples.add(job.training.sample(place.index(), place.epoch())));
        }
        int size = group.get(0).size();
        if (size > 1) {
            samples.sort(Comparator.comparingInt(sample -> sample.sequence().length()));
        }
        List<List<EncodedSample>> batches = new ArrayList<>();
        for (int start = 0; start < samples.size(); start += size) {
            batches.add(List.copyOf(samples.subList(start, Math.min(samples.size(), start + size))));
        }
        return batches;
    }

    /** What the model can do before training shows what it has learned afterwards. */
    private TrainerState evaluateBeforeTraining(TrainerState start, OptimizerStep step) {
        int images = job.evaluation.images();
        if (start.step() > 0 || images == 0) {
            return start;
        }
        EvaluationFigures figures = figures(step, 0);
        log.evaluated(start, figures, images, false);
        return start.withEvaluations(start.evaluations().withBeginning(figures));
    }

    private TrainerState evaluate(TrainerState state, OptimizerStep step) {
        if (!job.evaluation.isOn()) {
            return state;
        }
        EvaluationFigures figures = figures(step, state.step());
        EvaluationRecord record = state.evaluations().with(figures, state.step(), job.evaluation.metric());
        log.evaluated(state, figures, job.evaluation.images(), record.bestStep() == state.step());
        return state.withEvaluations(record);
    }

    private EvaluationFigures figures(OptimizerStep step, int number) {
        try {
            return EvaluationFigures.of(processes.ofLeader(
                    EvaluationFigures.COUNT, () -> job.evaluation.measure(step).values()));
        } catch (NotFiniteException e) {
            throw divergence.stopped(number, e);
        }
    }

    private TrainerState save(TrainerState state, AdamW optimizer) {
        processes.requireSameValues(job.trainable.parameters());
        if (!processes.isLeader()) {
            return state;
        }
        log.saved(run.checkpoints().save(state, settings.get(RunSettings.SAVE_LIMIT), folder -> {
            job.trainable.save(folder);
            job.manifest.write(folder);
            SafetensorsWriter.write(folder.resolve(OPTIMIZER_FILE), optimizer.state());
        }));
        return state;
    }
}
