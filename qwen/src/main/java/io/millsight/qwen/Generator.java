package io.millsight.qwen;

import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model answer: the prompts go through it once, then one token at a time over a cache of keys and values. Frees what it makes; may be
 * used by several threads.
 */
public final class Generator {

    private final QwenModel model;
    private final GenerationConfig config;
    private final long seed;

    /**
     * @param seed of the draws, where the configuration asks for any
     */
    public Generator(QwenModel model, GenerationConfig config, long seed) {
        this.model = model;
        this.config = config;
        this.seed = seed;
    }

    /** One sample's answer while it grows. */
    private final class Row {

        private final BitSet seen = new BitSet();
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Double> logProbabilities = new ArrayList<>();
        private final Sampler sampler;
        private boolean finished;

        Row(TokenSequence prompt, int index) {
            prompt.tokens().forEach(seen::set);
            sampler = new Sampler(config, seed + index);
        }

        /** Takes the next token from logits; a finished row answers with padding. */
        int next(float[] logits) {
            if (finished) {
                return config.padToken();
            }
            float[] scores = logits.clone();
            int token = sampler.choose(scores, seen);
            seen.set(token);
            tokens.add(token);
            logProbabilities.add(logProbability(logits, token));
            finished = config.endTokens().contains(token);
            return token;
        }

        Generation generation() {
            return new Generation(tokens, logProbabilities, finished);
        }
    }

    /**
     * Answers a batch of prompts.
     *
     * @param batch prompts, each ending where its answer begins
     * @param patches {@code [S, 1176]} of all images in reading order; null if there are none
     * @param maximumNewTokens after which an answer is cut
     * @return an answer for each prompt
     */
    public List<Generation> generate(SequenceBatch batch, @Nullable Tensor patches, int maximumNewTokens) {
        List<Row> rows = IntStream.range(0, batch.size())
                .mapToObj(index -> new Row(batch.sequence(index), index))
                .toList();
        try (NoGradient off = NoGradient.open();
                KeyValueCache cache = model.newCache(batch, maximumNewTokens)) {
            long[] next = choose(rows, prefill(batch, patches, cache));
            for (int step = 1; step < maximumNewTokens && rows.stream().anyMatch(row -> !row.finished); step++) {
                next = choose(rows, decode(batch, next, cache));
            }
        }
        return rows.stream().map(Row::generation).toList();
    }

    private float[] prefill(SequenceBatch batch, @Nullable Tensor patches, KeyValueCache cache) {
        try (Scope scope = Scope.open()) {
            Tensor imageRows = patches == null ? null : model.vision().forward(patches, batch.images());
            Tensor last = model.forward(batch, imageRows, cache).select(1, batch.length() - 1); // [B, D]
            return model.language().logits(last).to(DType.FLOAT32).toFloats();
        }
    }

    private float[] decode(SequenceBatch batch, long[] tokens, KeyValueCache cache) {
        try (Scope scope = Scope.open()) {
            return model.decode(batch, tokens, cache).to(DType.FLOAT32).toFloats();
        }
    }

    private static long[] choose(List<Row> rows, float[] logits) { // [B, V]
        int vocabulary = logits.length / rows.size();
        long[] chosen = new long[rows.size()];
        for (int row = 0; row < chosen.length; row++) {
            chosen[row] = rows.get(row).next(Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary));
        }
        return chosen;
    }

    private static double logProbability(float[] logits, int token) {
        double largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return logits[token] - largest - Math.log(sum);
    }
}
