package io.millsight.tuning;

import io.millsight.adapter.Manifest;
import io.millsight.runs.Background;
import io.millsight.runs.LearningRateSchedule;
import io.millsight.runs.LossCurve;
import io.millsight.runs.LossRecord;
import io.millsight.runs.LossSum;
import io.millsight.runs.NotFiniteException;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Seeds;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.torch.DType;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Trainable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The loop: step, log, evaluate, save, until the plan is done or somebody interrupts.
 *
 * <p>Everything random is drawn from the seed and the place in the plan, so that a run which is resumed from a checkpoint does what it would have
 * done without the interruption, bit for bit on the same machine.
 */
final class Trainer {

    private static final String OPTIMIZER_FILE = "optimizer.safetensors";

    private final Trainable trainable;
    private final OptimizerStep.Objective objective;
    private final SampleSource training;
    private final @Nullable SampleSource evaluation;
    private final TrainingSettings settings;
    private final Manifest manifest;
    private final RunFolder run;
    private final TrainingListener listener;
    private final StepPlan plan;
    private final LearningRateSchedule schedule;
    private final Seeds seeds;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * @param evaluation null for none
     * @param plan of the training samples
     */
    Trainer(
            Trainable trainable,
            OptimizerStep.Objective objective,
            SampleSource training,
            @Nullable SampleSource evaluation,
            StepPlan plan,
            TrainingSettings settings,
            Manifest manifest,
            RunFolder run,
            TrainingListener listener) {
        this.trainable = trainable;
        this.objective = objective;
        this.training = training;
        this.evaluation = evaluation;
        this.settings = settings;
        this.manifest = manifest;
        this.run = run;
        this.listener = listener;
        this.plan = plan;
        this.schedule = settings.run().schedule(plan.totalSteps());
        this.seeds = settings.run().seeds();
    }

    int totalSteps() {
        return plan.totalSteps();
    }

    /** Asks the run to save and to end after the step that it is making; from any thread. */
    void interrupt() {
        interrupted.set(true);
    }

    /**
     * Trains from a state on.
     *
     * @param checkpoint where the state came from, whose moments are read; null at the start
     * @return where the run ended
     * @throws TrainingException if it cannot go on, or a loss, a gradient or a weight is NaN or infinite; what is saved is finite
     */
    TrainerState run(TrainerState start, @Nullable Path checkpoint) {
        int parallel = settings.get(TrainingSettings.PARALLEL);
        int threads = Torch.threads();
        Torch.threads(Math.max(1, threads / parallel));
        try (Background reader = Background.threads(1, "sample-reader", () -> {});
                AdamW optimizer = new AdamW(trainable.parameters(), settings.optimizer(), trainable::decays);
                OptimizerStep step = new OptimizerStep(
                        trainable,
                        optimizer,
                        DType.parse(
                                settings.get(TrainingSettings.DTYPE),
                                trainable.model().device()),
                        objective,
                        settings.get(RunSettings.MAX_GRAD_NORM),
                        parallel)) {
            if (checkpoint != null) {
                restore(optimizer, start, checkpoint);
            }
            return loop(start, optimizer, step, reader);
        } finally {
            Torch.threads(threads);
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
        TrainerState state = start;
        LearningCheck check = new LearningCheck(settings, trainable.parameters());
        long began = System.nanoTime();
        long samples = 0;
        Future<List<List<EncodedSample>>> next = reader.start(() -> encode(start.step()));
        while (state.step() < plan.totalSteps() && !interrupted.get()) {
            int number = state.step();
            List<List<EncodedSample>> group = Background.await(next, "read samples");
            next = reader.start(() -> number + 1 < plan.totalSteps() ? encode(number + 1) : List.of());
            trainable.seed(seeds.of(Seeds.Purpose.DROPOUT, number));
            OptimizerStep.Result result = step(step, group, number);
            check.step(result);
            samples += group.stream().mapToInt(List::size).sum();
            double seconds = (System.nanoTime() - began) / 1e9;
            state = report(after(state, result, start.seconds() + seconds), start, result, samples / seconds, seconds);
            if (settings.run().savesAfter(number, plan)) {
                requireFinite(state.step(), optimizer);
                state = save(evaluate(state, step), optimizer);
                if (!interrupted.get()) { // a program that is being ended cannot load what draws any more
                    LossCurve.write(run);
                }
            }
        }
        boolean saved = state.step() == start.step() || settings.run().savesAfter(state.step() - 1, plan);
        if (!saved) {
            requireFinite(state.step(), optimizer);
            save(state, optimizer);
        }
        if (state.step() == plan.totalSteps() && state.step() > start.step()) {
            check.conclude(state, lossOfFirstSamples(step)).ifPresent(listener::noticed);
        }
        return state;
    }

    private OptimizerStep.Result step(OptimizerStep step, List<List<EncodedSample>> group, int number) {
        try {
            return step.run(group, schedule.at(number));
        } catch (NotFiniteException e) {
            throw stopped(number + 1, number > 0, e);
        }
    }

    private TrainerState after(TrainerState state, OptimizerStep.Result result, double seconds) {
        int step = state.step() + 1;
        LossRecord losses = state.losses()
                .withStep(
                        result.loss(settings.get(TrainingSettings.NORMALIZATION)),
                        result.cellLoss(),
                        step <= LearningCheck.firstSteps(settings));
        return new TrainerState(step, plan.epochsAfter(step), state.bestLoss(), state.bestStep(), seconds, losses);
    }

    /** Once more, with what has been learned now. */
    private double lossOfFirstSamples(OptimizerStep step) {
        int steps = Math.min(LearningCheck.firstSteps(settings), plan.totalSteps());
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += step.measure(encode(i));
        }
        return sum / steps;
    }

    /** A state that is not finite is not saved: whoever went on from it, or described with it, would get nothing but NaN. */
    private void requireFinite(int step, AdamW optimizer) {
        requireFinite(step, "the weight ", trainable.parameters());
        requireFinite(step, "the optimiser's ", optimizer.state());
    }

    private void requireFinite(int step, String kind, Map<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            if (!tensor.isFinite()) {
                throw stopped(step, true, new NotFiniteException(kind + name + " holds NaN or infinity"));
            }
        });
    }

    /**
     * What ends a run that went astray. The checkpoints are good: none is written without being looked through.
     *
     * @param learned whether the model is another than before the run
     */
    private TrainingException stopped(int step, boolean learned, NotFiniteException cause) {
        String kept = run.checkpoints()
                .last()
                .map(checkpoint -> checkpoint.getFileName() + " is the last good state")
                .orElse("no checkpoint has been written yet");
        return new TrainingException(
                "step " + step + ": " + cause.getMessage() + "; the run stops, and " + kept + "; " + remedy(learned),
                cause);
    }

    private String remedy(boolean learned) {
        if (settings.get(RunSettings.EPSILON) == 0) {
            return "start a new run with adam_epsilon above 0; 1e-8 is usual";
        }
        if (settings.get(TrainingSettings.DTYPE).matches("float16|fp16")) {
            return "start a new run with dtype bfloat16 or float32, whose numbers reach further";
        }
        if (!learned) {
            return "nothing was learned before, so look at the weights of " + settings.model();
        }
        return "start a new run with a lower learning_rate (it is " + settings.get(RunSettings.LEARNING_RATE) + ")";
    }

    /** The micro-batches of a step. Samples of like length share one, since each is padded to its longest. */
    private List<List<EncodedSample>> encode(int step) {
        List<List<StepPlan.Place>> group = plan.group(step);
        List<EncodedSample> samples = new ArrayList<>();
        for (List<StepPlan.Place> batch : group) {
            batch.forEach(place -> samples.add(training.sample(place.index(), place.epoch())));
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

    /** Tells the listener and, where a line is due, metrics.jsonl; answers the state after that. */
    private TrainerState report(
            TrainerState state, TrainerState start, OptimizerStep.Result result, double rate, double seconds) {
        double perStep = seconds / (state.step() - start.step());
        double learningRate = schedule.at(state.step() - 1);
        listener.stepped(new TrainingListener.StepReport(
                state.step(),
                plan.totalSteps(),
                state.epoch(),
                result.loss(settings.get(TrainingSettings.NORMALIZATION)),
                learningRate,
                result.gradientNorm(),
                rate,
                perStep * (plan.totalSteps() - state.step())));
        if (state.step() % settings.get(RunSettings.LOGGING_STEPS) != 0 && state.step() != plan.totalSteps()) {
            return state;
        }
        LossSum losses = state.losses().sinceLastLine();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", state.step());
        line.put("epoch", state.epoch());
        line.put("loss", losses.meanAnswers());
        if (objective.cellWeight() > 0) {
            line.put("cell_loss", losses.meanCells());
        }
        line.put("learning_rate", learningRate);
        line.put("grad_norm", result.gradientNorm());
        line.put("samples_per_second", rate);
        line.put("seconds", state.seconds());
        run.log(line);
        return state.withLosses(state.losses().withLine());
    }

    private TrainerState evaluate(TrainerState state, OptimizerStep step) {
        if (evaluation == null || settings.get(RunSettings.EVAL_STRATEGY) == RunSettings.Strategy.NO) {
            return state;
        }
        double loss = evaluationLoss(evaluation, step, state.step());
        boolean best = !(loss >= state.bestLoss()); // also where there was none before
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", state.step());
        line.put("epoch", state.epoch());
        line.put("eval_loss", loss);
        run.log(line);
        listener.evaluated(state.step(), loss, best);
        TrainerState evaluated = state.withLosses(state.losses().withEvaluation(loss));
        return best ? evaluated.withBest(loss) : evaluated;
    }

    /** The mean over samples of each one's mean loss per answer token. */
    private double evaluationLoss(SampleSource source, OptimizerStep step, int number) {
        double sum = 0;
        for (int i = 0; i < source.size(); i++) {
            sum += step.evaluate(List.of(source.sample(i, 0)));
        }
        try {
            return NotFiniteException.require("the evaluation loss", sum / source.size());
        } catch (NotFiniteException e) {
            throw stopped(number, true, e);
        }
    }

    private TrainerState save(TrainerState state, AdamW optimizer) {
        Path checkpoint = run.checkpoints().save(state, settings.get(RunSettings.SAVE_LIMIT), folder -> {
            trainable.save(folder);
            manifest.write(folder);
            SafetensorsWriter.write(folder.resolve(OPTIMIZER_FILE), optimizer.state());
        });
        listener.saved(checkpoint);
        return state;
    }
}
