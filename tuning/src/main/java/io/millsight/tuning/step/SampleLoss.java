package io.millsight.tuning.step;

import io.millsight.qwen.QwenModel;
import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.text.LanguageModel;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Tensor;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.PatchSupervision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a model on some samples.
 *
 * <p>Logits are computed only for the rows that predict a label. With 40 answer tokens among 139 and a vocabulary of 151,936 this saves 71 % of the
 * output head's work.
 *
 * @param trainable the model
 * @param smoothing of the coordinates' labels; without smoothing the loss is the plain cross-entropy
 */
record SampleLoss(Trainable trainable, CoordinateLabelSmoothing smoothing) {

    /**
     * The losses of one forward pass, as scalars in its graph.
     *
     * @param answers the summed cross-entropy of the answers' tokens
     * @param patches the patch-level auxiliary loss: the mean cross-entropy of the types of image tokens plus the mean of the edges; null if not
     * computed
     */
    record Losses(Tensor answers, @Nullable Tensor patches) {}

    /** Computes the losses of samples in one batch. */
    Losses of(List<EncodedSample> samples, boolean withPatches) {
        SequenceBatch batch = trainable
                .model()
                .batch(samples.stream().map(EncodedSample::sequence).toList());
        LanguageModel.Hidden hidden = trainable.model().forward(batch, imageRows(samples, batch), null);
        Tensor answers = sum(rows(hidden.last()), answers(samples, batch));
        return new Losses(answers, withPatches ? patches(rows(hidden.beforeLast()), samples, batch) : null);
    }

    private static Tensor rows(Tensor hidden) { // [B, L, D] -> [B * L, D]
        return hidden.reshape(-1, hidden.size(2));
    }

    /**
     * The rows of a batch that predict a token, and these tokens.
     *
     * @param rows slots within the flattened batch
     * @param targets the token id of each row
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
     * Computes the patch-level auxiliary loss from the hidden states before the last layer, so that the last layer can attend to the types and edges
     * when it predicts the answer.
     */
    private @Nullable Tensor patches(Tensor hidden, List<EncodedSample> samples, SequenceBatch batch) {
        Predictions types = new Predictions();
        List<Predictions> edges = new ArrayList<>();
        for (int edge = 0; edge < PatchSupervision.EDGES.size(); edge++) {
            edges.add(new Predictions());
        }
        for (int row = 0; row < samples.size(); row++) {
            for (PatchSupervision.Target target : samples.get(row).patchTargets()) {
                long slot = batch.slot(row, target.position());
                types.add(slot, target.type());
                for (int edge = 0; edge < target.edges().size(); edge++) {
                    edges.get(edge).add(slot, target.edges().get(edge));
                }
            }
        }
        if (types.rows.isEmpty()) {
            return null;
        }
        Tensor loss = sum(hidden, types).times(1.0 / types.rows.size());
        for (int edge = 0; edge < PatchSupervision.EDGES.size(); edge++) {
            Predictions predictions = edges.get(edge);
            if (!predictions.rows.isEmpty()) {
                Tensor read = PatchSupervision.edge(hidden.indexSelect(0, indices(predictions.rows)), edge);
                loss = loss.plus(crossEntropy(read, predictions.targets)
                        .times(1.0 / PatchSupervision.EDGES.size() / predictions.rows.size()));
            }
        }
        return loss;
    }

    private Tensor sum(Tensor hidden, Predictions predictions) {
        return crossEntropy(hidden.indexSelect(0, indices(predictions.rows)), predictions.targets);
    }

    /** Returns the summed cross-entropy of the tokens that hidden states {@code [N, D]} should predict. */
    private Tensor crossEntropy(Tensor hidden, List<Long> targets) {
        QwenModel model = trainable.model();
        Tensor logits = model.language().logits(hidden).to(DType.FLOAT32); // [N, V]
        List<Integer> smoothed = new ArrayList<>();
        List<Long> others = new ArrayList<>(); // smoothed targets are ignored here
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
        if (trainable.trainsVision()) {
            return trainable.model().vision().forward(all, batch.images());
        }
        try (NoGradient off = NoGradient.open()) {
            return trainable.model().vision().forward(all, batch.images());
        }
    }
}
