package io.millsight.tuning.step;

import io.millsight.runs.Background;
import io.millsight.runs.NotFiniteException;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.ProductThreads;
import io.millsight.torch.Recomputation;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.PatchSupervision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * One optimiser step: the gradients of a group of micro-batches are summed and clipped, then the optimiser updates the parameters. Steps of one
 * object must not overlap.
 *
 * <p>Micro-batches go through the model together, as packs of a limited number of tokens. This changes the losses and gradients by rounding only.
 *
 * <p>The operations of a small model are too short to use several threads. Packs can therefore run in parallel, each on its own thread; libtorch sums
 * their gradients one after the other. A sum of two is the same in either order, so a run with two in parallel is repeatable bit for bit. A run with
 * more in parallel is not.
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
     * @param packing how the micro-batches go through the model
     * @param checkpointing keeps only what goes into each layer, and computes the rest again in the backward pass
     */
    public record Settings(
            Objective objective, DType computeType, double maxGradientNorm, Packing packing, boolean checkpointing) {}

    private static final double CLIP_EPSILON = 1e-6; // as torch.nn.utils.clip_grad_norm_

    private final Trainable trainable;
    private final AdamW optimizer;
    private final Settings settings;
    private final GradientExchange exchange;
    private final Objective objective;
    private final VisionRows vision = new VisionRows();
    private final Background workers;
    private final ProductThreads products;

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
        // A single pack at a time stays on the caller's thread. The optimiser uses that thread's OpenMP team,
        // and two
        // teams would compete for the processor.
        int threads = Torch.threads();
        this.products = settings.packing.parallel() == 1 ? ProductThreads.UNLIMITED : ProductThreads.atMost(threads);
        this.workers = settings.packing.parallel() == 1
                ? Background.none()
                : Background.threads(
                        settings.packing.parallel(),
                        "pack",
                        () -> Torch.threads(threads)); // libraries below libtorch hold the number of threads per thread
    }

    /**
     * Makes a step on a group of micro-batches.
     *
     * @param seed of what is drawn at random in this step
     * @throws NotFiniteException if a loss or the gradient is NaN or infinite; the parameters are as before then
     */
    public Result run(List<List<EncodedSample>> group, double learningRate, long seed) {
        List<MicroBatch> batches = microBatches(group, seed);
        trainable.train(true);
        List<Integer> here = IntStream.range(0, batches.size())
                .filter(exchange::computes)
                .boxed()
                .toList();
        List<List<Integer>> packs =
                settings.packing.packs(here, batch -> batches.get(batch).tokens());
        List<Future<Losses>> found = packs.stream()
                .map(pack -> workers.start(
                        () -> backward(pack.stream().map(batches::get).toList())))
                .toList();
        double[] figures =
                new double[2 * batches.size()]; // of each micro-batch its loss, then of each that of its patches
        for (int i = 0; i < packs.size(); i++) {
            Losses losses = Background.await(found.get(i), "make a step");
            for (int k = 0; k < packs.get(i).size(); k++) {
                figures[packs.get(i).get(k)] = losses.answers.get(k);
                figures[batches.size() + packs.get(i).get(k)] = losses.patches.get(k);
            }
        }
        trainable.train(false);
        exchange.sum(trainable.parameters(), figures);
        List<Double> answers = Arrays.stream(figures, 0, batches.size()).boxed().toList();
        double patches =
                Arrays.stream(figures, batches.size(), figures.length).average().orElse(0);
        try {
            answers.forEach(loss -> NotFiniteException.require("the training loss", loss));
            NotFiniteException.require("the patch-level auxiliary loss (patch_loss)", patches);
            double norm = NotFiniteException.require("the gradient", gradientNorm());
            double scale =
                    settings.maxGradientNorm == 0 ? 1 : Math.min(1, settings.maxGradientNorm / (norm + CLIP_EPSILON));
            optimizer.step(learningRate, scale);
            return new Result(answers, batches.stream().map(MicroBatch::targets).toList(), patches, norm, scale);
        } finally {
            clearGradients();
        }
    }

    /** Each sample has its own seed, so that what is drawn for it does not depend on how the group is divided. */
    private List<MicroBatch> microBatches(List<List<EncodedSample>> group, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        int tokens = group.stream().mapToInt(OptimizerStep::targets).sum();
        return group.stream()
                .map(samples -> new MicroBatch(
                        samples,
                        seeds.longs(samples.size()).boxed().toList(),
                        objective.normalization == Normalization.MEAN
                                ? 1.0 / targets(samples) / group.size()
                                : 1.0 / tokens,
                        objective.patchWeight / group.size()))
                .toList();
    }

    /**
     * The losses of a pack.
     *
     * @param answers of each micro-batch: the mean over its tokens
     * @param patches of each micro-batch: the patch-level auxiliary loss, or 0
     */
    private record Losses(List<Double> answers, List<Double> patches) {}

    /** Adds the gradients of a pack. */
    private Losses backward(List<MicroBatch> pack) {
        try (Scope scope = Scope.open();
                Autocast autocast = Autocast.open(trainable.model().device(), autocastType())) {
            Recomputation recomputation = settings.checkpointing ? Recomputation.start() : Recomputation.NONE;
            SampleLoss.Losses losses = new SampleLoss(trainable, vision, objective.smoothing, recomputation).of(pack);
            recomputation.backward(losses.total());
            return new Losses(
                    means(losses.answers().toFloats(), pack),
                    IntStream.range(0, pack.size())
                            .mapToObj(losses.patches()::get)
                            .map(patches -> patches == null ? 0 : patches.item())
                            .toList());
        }
    }

    private static List<Double> means(float[] answers, List<MicroBatch> pack) {
        List<Double> means = new ArrayList<>();
        int next = 0;
        for (MicroBatch batch : pack) {
            double sum = 0;
            for (int end = next + batch.targets(); next < end; next++) {
                sum += answers[next];
            }
            means.add(sum / batch.targets());
        }
        return means;
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
            List<MicroBatch> pack = List.of(new MicroBatch(samples, List.of(), 0, 0));
            Tensor answers = new SampleLoss(trainable, vision, smoothing, Recomputation.NONE)
                    .of(pack)
                    .answers();
            return means(answers.toFloats(), pack).get(0);
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
        products.close();
        vision.close();
    }
}
