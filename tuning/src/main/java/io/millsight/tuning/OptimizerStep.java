package io.millsight.tuning;

import io.millsight.qwen.LabelledTokens;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.SequenceBatch;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One step of training: the gradients of a group of micro-batches add up, are clipped, and the optimiser moves the parameters.
 *
 * <p>The loss is the cross-entropy of the answer's tokens. Logits are computed for the rows that predict one of them and for no others: with 40
 * answer tokens among 139 and a vocabulary of 151,936 that saves 71 % of the output head.
 */
final class OptimizerStep {

    /** How the losses of a group become one number. */
    enum Normalization {
        /** The mean over micro-batches of each one's mean over its tokens, as the reference trains this model. */
        MEAN,
        /** The mean over all tokens of the group. */
        TOKEN
    }

    /**
     * What is made small.
     *
     * @param normalization of the answers' losses
     * @param cellWeight how much the mean loss of naming an image's cells counts beside that of the answer; see {@link CellNames}
     */
    record Objective(Normalization normalization, double cellWeight) {

        /** The cross-entropy of the answer, as the reference has it. */
        static Objective answers(Normalization normalization) {
            return new Objective(normalization, 0);
        }
    }

    /**
     * What a step found.
     *
     * @param losses of the micro-batches before the step: mean cross-entropy per answer token
     * @param tokens answer tokens of each
     * @param cellLoss mean cross-entropy of naming the images' cells; 0 where that is not learned
     * @param gradientNorm 2-norm of all gradients before clipping
     */
    record Result(List<Double> losses, List<Integer> tokens, double cellLoss, double gradientNorm) {

        /** The group's loss under a normalisation. */
        double loss(Normalization normalization) {
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

    OptimizerStep(
            Trainable trainable, AdamW optimizer, DType computeType, Objective objective, double maximumGradientNorm) {
        this.trainable = trainable;
        this.optimizer = optimizer;
        this.computeType = computeType;
        this.objective = objective;
        this.maximumGradientNorm = maximumGradientNorm;
    }

    /**
     * Learns from a group of micro-batches.
     *
     * @throws TrainingException if a loss or the gradient is not finite; the parameters are as before then
     */
    Result run(List<List<EncodedSample>> group, double learningRate) {
        int groupTokens = group.stream()
                .flatMap(List::stream)
                .mapToInt(EncodedSample::targets)
                .sum();
        List<Double> losses = new ArrayList<>();
        List<Integer> tokens = new ArrayList<>();
        double cellLoss = 0;
        trainable.train(true);
        for (List<EncodedSample> microBatch : group) {
            int count = microBatch.stream().mapToInt(EncodedSample::targets).sum();
            double share =
                    objective.normalization == Normalization.MEAN ? 1.0 / count / group.size() : 1.0 / groupTokens;
            Losses found = backward(microBatch, share, objective.cellWeight / group.size());
            losses.add(found.answers / count);
            cellLoss += found.cells / group.size();
            tokens.add(count);
        }
        trainable.train(false);
        double norm = gradientNorm();
        if (!Double.isFinite(norm)) {
            clearGradients();
            throw new TrainingException("the gradient is not finite (losses " + losses + "); lower learning_rate");
        }
        optimizer.step(learningRate, Math.min(1, maximumGradientNorm / (norm + CLIP_EPSILON)));
        clearGradients();
        return new Result(losses, tokens, cellLoss, norm);
    }

    /** The summed cross-entropy of answers, and the mean one of cells. */
    private record Losses(double answers, double cells) {}

    /** Adds the gradients of the answers' summed cross-entropy times a share, and of the cells' mean times another. */
    private Losses backward(List<EncodedSample> samples, double share, double cellShare) {
        try (Scope scope = Scope.open();
                Autocast autocast = Autocast.open(trainable.model().device(), autocastType())) {
            SequenceBatch batch = batch(samples);
            Tensor hidden = hidden(samples, batch); // [B, L, D]
            Tensor loss = lossSum(hidden, answers(samples, batch));
            Tensor objective = loss.times(share);
            Predictions cells = cellShare == 0 ? Predictions.NONE : cells(samples, batch);
            if (cells.rows.isEmpty()) {
                objective.backward();
                return new Losses(loss.item(), 0);
            }
            Tensor cellLoss = lossSum(hidden, cells).times(1.0 / cells.rows.size());
            objective.plus(cellLoss.times(cellShare)).backward();
            return new Losses(loss.item(), cellLoss.item());
        }
    }

    /** The mean cross-entropy per answer token of a batch, without learning. */
    double evaluate(List<EncodedSample> samples) {
        int count = samples.stream().mapToInt(EncodedSample::targets).sum();
        try (Scope scope = Scope.open();
                NoGradient off = NoGradient.open();
                Autocast autocast = Autocast.open(trainable.model().device(), autocastType())) {
            SequenceBatch batch = batch(samples);
            return lossSum(hidden(samples, batch), answers(samples, batch)).item() / count;
        }
    }

    /** Only float32 masters need casting; a frozen base computes in its own type. */
    private DType autocastType() {
        return trainable.model().dtype() == DType.FLOAT32 ? computeType : DType.FLOAT32;
    }

    /**
     * Which slots of a batch predict which tokens.
     *
     * @param rows slots within the flattened batch
     * @param targets a token id for each
     */
    private record Predictions(List<Long> rows, List<Long> targets) {

        static final Predictions NONE = new Predictions(List.of(), List.of());
    }

    /** A token of an answer is predicted by the slot before it. */
    private static Predictions answers(List<EncodedSample> samples, SequenceBatch batch) {
        return predictions(samples, EncodedSample::labels, batch, 1);
    }

    /** The name of a cell is predicted by the cell's own slot. */
    private static Predictions cells(List<EncodedSample> samples, SequenceBatch batch) {
        return predictions(samples, EncodedSample::cells, batch, 0);
    }

    private static Predictions predictions(
            List<EncodedSample> samples,
            Function<EncodedSample, List<Integer>> labelsOf,
            SequenceBatch batch,
            int shift) {
        List<Long> rows = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        for (int row = 0; row < samples.size(); row++) {
            List<Integer> labels = labelsOf.apply(samples.get(row));
            for (int token = shift; token < labels.size(); token++) {
                if (labels.get(token) != LabelledTokens.IGNORED) {
                    rows.add(batch.slot(row, token - shift));
                    targets.add((long) labels.get(token));
                }
            }
        }
        return new Predictions(rows, targets);
    }

    private SequenceBatch batch(List<EncodedSample> samples) {
        return SequenceBatch.of(
                samples.stream().map(EncodedSample::sequence).toList(),
                trainable.model().config());
    }

    private Tensor hidden(List<EncodedSample> samples, SequenceBatch batch) {
        return trainable.model().forward(batch, imageRows(samples, batch), null);
    }

    private Tensor lossSum(Tensor hidden, Predictions predictions) {
        QwenModel model = trainable.model();
        Tensor predicting =
                hidden.reshape(-1, hidden.size(2)).indexSelect(0, indices(predictions.rows, model)); // [N, D]
        return model.language()
                .logits(predicting)
                .to(DType.FLOAT32)
                .crossEntropySum(indices(predictions.targets, model));
    }

    private static Tensor indices(List<Long> values, QwenModel model) {
        return Tensor.of(values.stream().mapToLong(Long::longValue).toArray(), values.size())
                .to(model.device());
    }

    private @Nullable Tensor imageRows(List<EncodedSample> samples, SequenceBatch batch) {
        List<Tensor> patches = new ArrayList<>();
        for (EncodedSample sample : samples) {
            if (sample.patches().length > 0) {
                long width = trainable.model().config().vision().patchValues();
                patches.add(Tensor.of(sample.patches(), sample.patches().length / width, width));
            }
        }
        if (patches.isEmpty()) {
            return null;
        }
        Tensor all = Tensor.concatenate(patches, 0).to(trainable.model().device());
        if (trainable.teachesVision()) {
            return trainable.model().vision().forward(all, batch.images());
        }
        try (NoGradient off = NoGradient.open()) {
            return trainable.model().vision().forward(all, batch.images());
        }
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
}
