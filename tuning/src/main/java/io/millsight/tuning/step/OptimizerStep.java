package io.millsight.tuning.step;

import io.millsight.runs.Background;
import io.millsight.runs.NotFiniteException;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.PatchSupervision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One optimiser step: the gradients of a group of micro-batches are summed and clipped, then the optimiser updates the parameters. Steps of one
 * object must not overlap.
 *
 * <p>The operations of a small model are too short to use several threads. Micro-batches can therefore run in parallel, each on its own thread;
 * libtorch sums their gradients one after the other. A sum of two is the same in either order, so a run with two in parallel is repeatable bit for
 * bit. A run with more in parallel is not.
 */
public final class OptimizerStep implements AutoCloseable {

    /** How the losses of a group become one number. */
    public enum Normalization {
        /** The mean over micro-batches of each one's mean over its tokens, as the reference trains this model. */
        MEAN,
        /** The mean over all tokens of the group. */
        TOKEN
    }

    /**
     * The loss that training minimises.
     *
     * @param normalization of the answers' losses
     * @param patchWeight weight of the patch-level auxiliary loss beside the loss of the answer; see {@link PatchSupervision}
     * @param smoothing of the coordinates' labels
     */
    public record Objective(Normalization normalization, double patchWeight, CoordinateLabelSmoothing smoothing) {

        /** The cross-entropy of the answer alone, as in the reference. */
        public static Objective answers(Normalization normalization) {
            return new Objective(normalization, 0, CoordinateLabelSmoothing.NONE);
        }
    }

    /**
     * The figures of a step.
     *
     * @param losses of the micro-batches before the step: mean cross-entropy per answer token
     * @param tokens answer tokens of each
     * @param patchLoss mean patch-level auxiliary loss; 0 without patch supervision
     * @param gradientNorm 2-norm of all gradients before clipping
     * @param gradientScale what clipping multiplied the gradients by; 1 where it left them as they were
     */
    public record Result(
            List<Double> losses, List<Integer> tokens, double patchLoss, double gradientNorm, double gradientScale) {

        /** The group's loss under a normalisation. */
        public double loss(Normalization normalization) {
            if (normalization == Normalization.MEAN) {
                return losses.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0);
            }
            double sum = 0;
            int count = 0;
            for (int i = 0; i < losses.size(); i++) {
                sum += losses.get(i) * tokens.get(i);
                count += tokens.get(i);
            }
            return sum / count;
        }
    }

    /**
     * How a step computes.
     *
     * @param objective the loss to minimise
     * @param computeType the type in which float32 master weights compute
     * @param maxGradientNorm larger gradients are scaled down to this norm; 0 for no clipping
     * @param parallel micro-batches at once
     */
    public record Settings(Objective objective, DType computeType, double maxGradientNorm, int parallel) {}

    private static final double CLIP_EPSILON = 1e-6; // as torch.nn.utils.clip_grad_norm_

    private final Trainable trainable;
    private final AdamW optimizer;
    private final Settings settings;
    private final GradientExchange exchange;
    private final Objective objective;
    private final Background workers;

    /**
     * Prepares steps of one optimiser in a single process.
     *
     * @param trainable borrowed
     * @param optimizer of the trainable's parameters; borrowed
     */
    public OptimizerStep(Trainable trainable, AdamW optimizer, Settings settings) {
        this(trainable, optimizer, settings, GradientExchange.NONE);
    }

    /**
     * Prepares steps of one optimiser, which several processes may make together.
     *
     * @param trainable borrowed
     * @param optimizer of the trainable's parameters; borrowed
     */
    public OptimizerStep(Trainable trainable, AdamW optimizer, Settings settings, GradientExchange exchange) {
        this.exchange = exchange;
        this.trainable = trainable;
        this.optimizer = optimizer;
        this.settings = settings;
        this.objective = settings.objective;
        // A single micro-batch at a time stays on the caller's thread. The optimiser uses that thread's OpenMP team,
        // and two
        // teams would compete for the processor.
        int threads = Torch.threads();
        this.workers = settings.parallel == 1
                ? Background.none()
                : Background.threads(
                        settings.parallel,
                        "micro-batch",
                        () -> Torch.threads(threads)); // libraries below libtorch hold the number of threads per thread
    }

    /**
     * Makes a step on a group of micro-batches.
     *
     * @throws NotFiniteException if a loss or the gradient is NaN or infinite; the parameters are as before then
     */
    public Result run(List<List<EncodedSample>> group, double learningRate) {
        int[] counts = group.stream().mapToInt(OptimizerStep::targets).toArray();
        int groupTokens = IntStream.of(counts).sum();
        trainable.train(true);
        List<Future<Losses>> found = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            List<EncodedSample> microBatch = group.get(i);
            double share =
                    objective.normalization == Normalization.MEAN ? 1.0 / counts[i] / group.size() : 1.0 / groupTokens;
            boolean here = exchange.computes(i);
            found.add(workers.start(
                    () -> here ? backward(microBatch, share, objective.patchWeight / group.size()) : Losses.ELSEWHERE));
        }
        List<Losses> losses = found.stream()
                .map(pending -> Background.await(pending, "make a step"))
                .toList();
        trainable.train(false);
        double[] figures = losses.stream()
                .flatMapToDouble(loss -> DoubleStream.of(loss.answers, loss.patches))
                .toArray();
        exchange.sum(trainable.parameters(), figures);
        List<Double> answers = IntStream.range(0, counts.length)
                .mapToObj(i -> figures[2 * i] / counts[i])
                .toList();
        double patches = IntStream.range(0, counts.length)
                .mapToDouble(i -> figures[2 * i + 1])
                .average()
                .orElse(0);
        try {
            answers.forEach(loss -> NotFiniteException.require("the training loss", loss));
            NotFiniteException.require("the patch-level auxiliary loss (patch_loss)", patches);
            double norm = NotFiniteException.require("the gradient", gradientNorm());
            double scale =
                    settings.maxGradientNorm == 0 ? 1 : Math.min(1, settings.maxGradientNorm / (norm + CLIP_EPSILON));
            optimizer.step(learningRate, scale);
            return new Result(answers, IntStream.of(counts).boxed().toList(), patches, norm, scale);
        } finally {
            clearGradients();
        }
    }

    /** The summed loss of answers, and the mean patch-level auxiliary loss. */
    private record Losses(double answers, double patches) {

        /** Of a micro-batch that another process computes. */
        static final Losses ELSEWHERE = new Losses(0, 0);
    }

    /** Adds the gradients of the answers' summed loss times a share and of the patch-level loss times another share. */
    private Losses backward(List<EncodedSample> samples, double share, double patchShare) {
        try (Scope scope = Scope.open();
                Autocast autocast = Autocast.open(trainable.model().device(), autocastType())) {
            SampleLoss.Losses losses = new SampleLoss(trainable, objective.smoothing).of(samples, patchShare > 0);
            Tensor answers = losses.answers().times(share);
            Tensor patches = losses.patches();
            (patches == null ? answers : answers.plus(patches.times(patchShare))).backward();
            return new Losses(losses.answers().item(), patches == null ? 0 : patches.item());
        }
    }

    /** The mean cross-entropy per answer token of a batch. The parameters do not change. */
    public double evaluate(List<EncodedSample> samples) {
        return mean(samples, CoordinateLabelSmoothing.NONE);
    }

    /** The loss that {@link #run} would report for a group. The parameters do not change. */
    public double measure(List<List<EncodedSample>> group) {
        List<Double> losses =
                group.stream().map(batch -> mean(batch, objective.smoothing)).toList();
        List<Integer> tokens = group.stream().map(OptimizerStep::targets).toList();
        return new Result(losses, tokens, 0, 0, 1).loss(objective.normalization);
    }

    private static int targets(List<EncodedSample> samples) {
        return samples.stream().mapToInt(EncodedSample::targets).sum();
    }

    private double mean(List<EncodedSample> samples, CoordinateLabelSmoothing smoothing) {
        try (Scope scope = Scope.open();
                NoGradient off = NoGradient.open();
                Autocast autocast = Autocast.open(trainable.model().device(), autocastType())) {
            return new SampleLoss(trainable, smoothing)
                            .of(samples, false)
                            .answers()
                            .item()
                    / targets(samples);
        }
    }

    /** Only float32 masters need casting; a frozen base computes in its own type. */
    private DType autocastType() {
        return trainable.model().dtype() == DType.FLOAT32 ? settings.computeType : DType.FLOAT32;
    }

    private void clearGradients() {
        trainable.parameters().values().forEach(Tensor::clearGradient);
    }

    private double gradientNorm() {
        double squares = 0;
        try (NoGradient off = NoGradient.open()) {
            for (Tensor parameter : trainable.parameters().values()) {
                try (Scope scope = Scope.open()) {
                    Tensor gradient = parameter.gradient();
                    squares += gradient == null ? 0 : Math.pow(gradient.norm(), 2);
                }
            }
        }
        return Math.sqrt(squares);
    }

    @Override
    public void close() {
        workers.close();
    }
}
