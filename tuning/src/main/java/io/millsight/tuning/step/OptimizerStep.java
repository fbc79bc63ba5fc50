package io.millsight.tuning.step;

import io.millsight.runs.Background;
import io.millsight.runs.NotFiniteException;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.CellLessons;
import io.millsight.tuning.sample.EncodedSample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * One step of training: the gradients of a group of micro-batches add up, are clipped, and the optimiser moves the parameters.
 *
 * <p>Small models do not keep several threads busy with one operation after the other. Micro-batches can therefore run side by side, each on a thread of
 * its own; libtorch adds their gradients up one at a time. A sum of two is the same in either order, so that a run of two at once can be repeated
 * bit for bit; with more at once it can not.
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
     * What is made small.
     *
     * @param normalization of the answers' losses
     * @param cellWeight how much the mean loss of an image's cells counts beside that of the answer; see {@link CellLessons}
     * @param smoothing of coordinates
     */
    public record Objective(Normalization normalization, double cellWeight, CoordinateSmoothing smoothing) {

        /** The cross-entropy of the answer, as the reference has it. */
        public static Objective answers(Normalization normalization) {
            return new Objective(normalization, 0, CoordinateSmoothing.NONE);
        }
    }

    /**
     * What a step found.
     *
     * @param losses of the micro-batches before the step: mean cross-entropy per answer token
     * @param tokens answer tokens of each
     * @param cellLoss mean loss of the images' cells; 0 where they are not learned
     * @param gradientNorm 2-norm of all gradients before clipping
     * @param gradientScale what clipping multiplied the gradients by; 1 where it left them as they were
     */
    public record Result(
            List<Double> losses, List<Integer> tokens, double cellLoss, double gradientNorm, double gradientScale) {

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

    private static final double CLIP_EPSILON = 1e-6; // as torch.nn.utils.clip_grad_norm_

    private final Trainable trainable;
    private final AdamW optimizer;
    private final DType computeType;
    private final Objective objective;
    private final double maximumGradientNorm;
    private final Background workers;

    /**
     * @param computeType in which float32 masters compute
     * @param maximumGradientNorm to which larger gradients are scaled down; 0 for no clipping
     * @param parallel micro-batches at once
     */
    public OptimizerStep(
            Trainable trainable,
            AdamW optimizer,
            DType computeType,
            Objective objective,
            double maximumGradientNorm,
            int parallel) {
        this.trainable = trainable;
        this.optimizer = optimizer;
        this.computeType = computeType;
        this.objective = objective;
        this.maximumGradientNorm = maximumGradientNorm;
        // One at a time stays on the caller's thread, whose OpenMP team the optimiser needs, too: two teams would get
        // in each
        // other's way.
        int threads = Torch.threads();
        this.workers = parallel == 1
                ? Background.none()
                : Background.threads(
                        parallel,
                        "micro-batch",
                        () -> Torch.threads(threads)); // libraries below libtorch count anew in each thread
    }

    /**
     * Learns from a group of micro-batches.
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
            found.add(workers.start(() -> backward(microBatch, share, objective.cellWeight / group.size())));
        }
        List<Losses> losses = found.stream()
                .map(pending -> Background.await(pending, "make a step"))
                .toList();
        trainable.train(false);
        List<Double> answers = IntStream.range(0, counts.length)
                .mapToObj(i -> losses.get(i).answers / counts[i])
                .toList();
        double cells = losses.stream().mapToDouble(Losses::cells).average().orElse(0);
        try {
            answers.forEach(loss -> NotFiniteException.require("the training loss", loss));
            NotFiniteException.require("the loss of the image tokens (cell_loss)", cells);
            double norm = NotFiniteException.require("the gradient", gradientNorm());
            double scale = maximumGradientNorm == 0 ? 1 : Math.min(1, maximumGradientNorm / (norm + CLIP_EPSILON));
            optimizer.step(learningRate, scale);
            return new Result(answers, IntStream.of(counts).boxed().toList(), cells, norm, scale);
        } finally {
            clearGradients();
        }
    }

    /** The summed loss of answers, and the mean one of cells. */
    private record Losses(double answers, double cells) {}

    /** Adds the gradients of the answers' summed loss times a share, and of the cells' mean times another. */
    private Losses backward(List<EncodedSample> samples, double share, double cellShare) {
        try (Scope scope = Scope.open();
                Autocast autocast = Autocast.open(trainable.model().device(), autocastType())) {
            SampleLoss.Losses losses = new SampleLoss(trainable, objective.smoothing).of(samples, cellShare > 0);
            Tensor answers = losses.answers().times(share);
            Tensor cells = losses.cells();
            (cells == null ? answers : answers.plus(cells.times(cellShare))).backward();
            return new Losses(losses.answers().item(), cells == null ? 0 : cells.item());
        }
    }

    /** The mean cross-entropy per answer token of a batch, without learning. */
    public double evaluate(List<EncodedSample> samples) {
        return mean(samples, CoordinateSmoothing.NONE);
    }

    /** What {@link #run} would find the loss of a group to be, without learning. */
    public double measure(List<List<EncodedSample>> group) {
        List<Double> losses =
                group.stream().map(batch -> mean(batch, objective.smoothing)).toList();
        List<Integer> tokens = group.stream().map(OptimizerStep::targets).toList();
        return new Result(losses, tokens, 0, 0, 1).loss(objective.normalization);
    }

    private static int targets(List<EncodedSample> samples) {
        return samples.stream().mapToInt(EncodedSample::targets).sum();
    }

    private double mean(List<EncodedSample> samples, CoordinateSmoothing smoothing) {
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
        return trainable.model().dtype() == DType.FLOAT32 ? computeType : DType.FLOAT32;
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
