package io.millsight.tuning.step;

import io.millsight.qwen.QwenModel;
import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.text.LanguageModel;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Tensor;
import io.millsight.tuning.sample.CellLessons;
import io.millsight.tuning.sample.CellLessons.Cell;
import io.millsight.tuning.sample.EncodedSample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a model is from saying what it should about some samples.
 *
 * <p>Logits are computed for the rows that predict something and for no others: with 40 answer tokens among 139 and a vocabulary of 151,936 that saves
 * 71 % of the output head.
 *
 * @param trainable what computes
 * @param smoothing of the coordinates; the loss is the plain cross-entropy without any
 */
record SampleLoss(Trainable trainable, CoordinateSmoothing smoothing) {

    /**
     * What a pass found, as scalars in its graph.
     *
     * @param answers the summed cross-entropy of the answers' tokens
     * @param cells the mean cross-entropy of the names of image tokens, plus that of the edges; null where they were not asked for
     */
    record Losses(Tensor answers, @Nullable Tensor cells) {}

    /** Runs samples forward, side by side. */
    Losses of(List<EncodedSample> samples, boolean withCells) {
        SequenceBatch batch = SequenceBatch.of(
                samples.stream().map(EncodedSample::sequence).toList(),
                trainable.model().config());
        LanguageModel.Hidden hidden = trainable.model().forward(batch, imageRows(samples, batch), null);
        Tensor answers = sum(rows(hidden.last()), answers(samples, batch));
        return new Losses(answers, withCells ? cells(rows(hidden.beforeLast()), samples, batch) : null);
    }

    private static Tensor rows(Tensor hidden) { // [B, L, D] -> [B * L, D]
        return hidden.reshape(-1, hidden.size(2));
    }

    /**
     * Which rows of a batch predict which tokens.
     *
     * @param rows slots within the flattened batch
     * @param targets a token id for each
     */
    private record Predictions(List<Long> rows, List<Long> targets) {

        Predictions() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(long row, int target) {
            rows.add(row);
            targets.add((long) target);
        }
    }

    /** A token of an answer is predicted by the slot before it. */
    private static Predictions answers(List<EncodedSample> samples, SequenceBatch batch) {
        Predictions predictions = new Predictions();
        for (int row = 0; row < samples.size(); row++) {
            List<Integer> labels = samples.get(row).labels();
            for (int token = 1; token < labels.size(); token++) {
                if (labels.get(token) != LabelledTokens.IGNORED) {
                    predictions.add(batch.slot(row, token - 1), labels.get(token));
                }
            }
        }
        return predictions;
    }

    /**
     * Names and edges of image tokens are read one layer before the last, which can then use them where the answer is written.
     */
    private @Nullable Tensor cells(Tensor hidden, List<EncodedSample> samples, SequenceBatch batch) {
        Predictions names = new Predictions();
        List<Predictions> edges = new ArrayList<>();
        for (int edge = 0; edge < CellLessons.EDGES.size(); edge++) {
            edges.add(new Predictions());
        }
        for (int row = 0; row < samples.size(); row++) {
            for (Cell cell : samples.get(row).cells()) {
                long slot = batch.slot(row, cell.token());
                names.add(slot, cell.name());
                for (int edge = 0; edge < cell.edges().size(); edge++) {
                    edges.get(edge).add(slot, cell.edges().get(edge));
                }
            }
        }
        if (names.rows.isEmpty()) {
            return null;
        }
        Tensor loss = sum(hidden, names).times(1.0 / names.rows.size());
        for (int edge = 0; edge < CellLessons.EDGES.size(); edge++) {
            Predictions predictions = edges.get(edge);
            if (!predictions.rows.isEmpty()) {
                Tensor read = CellLessons.edge(hidden.indexSelect(0, indices(predictions.rows)), edge);
                loss = loss.plus(crossEntropy(read, predictions.targets)
                        .times(1.0 / CellLessons.EDGES.size() / predictions.rows.size()));
            }
        }
        return loss;
    }

    private Tensor sum(Tensor hidden, Predictions predictions) {
        return crossEntropy(hidden.indexSelect(0, indices(predictions.rows)), predictions.targets);
    }

    /** The summed cross-entropy of hidden states {@code [N, D]} that should give these tokens. */
    private Tensor crossEntropy(Tensor hidden, List<Long> targets) {
        QwenModel model = trainable.model();
        Tensor logits = model.language().logits(hidden).to(DType.FLOAT32); // [N, V]
        List<Integer> smoothed = new ArrayList<>();
        List<Long> others = new ArrayList<>(); // with the smoothed ones as targets that do not count
        for (int i = 0; i < targets.size(); i++) {
            boolean smooths = smoothing.covers(targets.get(i).intValue());
            others.add(smooths ? LabelledTokens.IGNORED : targets.get(i));
            if (smooths) {
                smoothed.add(i);
            }
        }
        Tensor loss = CrossEntropy.sum(logits, indices(others));
        if (smoothed.isEmpty()) {
            return loss;
        }
        int vocabulary = (int) logits.size(1);
        float[] distributions = new float[smoothed.size() * vocabulary];
        for (int i = 0; i < smoothed.size(); i++) {
            smoothing.spread(targets.get(smoothed.get(i)).intValue(), distributions, i * vocabulary);
        }
        Tensor numbers = logits.indexSelect(
                0, indices(smoothed.stream().map(Integer::longValue).toList()));
        return loss.plus(CrossEntropy.softSum(
                numbers, Tensor.of(distributions, smoothed.size(), vocabulary).to(model.device())));
    }

    private Tensor indices(List<Long> values) {
        return Tensor.of(values.stream().mapToLong(Long::longValue).toArray(), values.size())
                .to(trainable.model().device());
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
}
