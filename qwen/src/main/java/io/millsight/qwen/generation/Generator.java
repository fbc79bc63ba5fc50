package io.millsight.qwen.generation;

import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.text.KeyValueCache;
import io.millsight.qwen.text.NewTokens;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model answer: the prompts go through it once, then a token at a time over a cache of keys and values. Frees what it makes; may be used by
 * several threads.
 *
 * <p>A guide can hold an answer to a language. Where it leaves no choice, its tokens are taken without asking the model, and go through it together
 * with the next one that was chosen: the same as one by one but for rounding, in fewer passes.
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

    /**
     * Answers a batch of prompts.
     *
     * @param batch prompts, each ending where its answer begins
     * @param patches {@code [S, 1176]} of all images in reading order; null if there are none
     * @param maximumNewTokens after which an answer is cut
     * @return an answer for each prompt
     */
    public List<Generation> generate(SequenceBatch batch, @Nullable Tensor patches, int maximumNewTokens) {
        return generate(
                IntStream.range(0, batch.size())
                        .mapToObj(row -> answer(batch, row, null, maximumNewTokens))
                        .toList(),
                batch,
                patches);
    }

    /**
     * Answers a batch of prompts in a language.
     *
     * @param guides for each prompt, at the beginning of its answer
     */
    public List<Generation> generate(
            SequenceBatch batch, @Nullable Tensor patches, int maximumNewTokens, List<? extends TokenGuide> guides) {
        return generate(
                IntStream.range(0, batch.size())
                        .mapToObj(row -> answer(batch, row, guides.get(row), maximumNewTokens))
                        .toList(),
                batch,
                patches);
    }

    private GrowingAnswer answer(SequenceBatch batch, int row, @Nullable TokenGuide guide, int maximumNewTokens) {
        return new GrowingAnswer(batch.sequence(row), config, new Sampler(config, seed + row), guide, maximumNewTokens);
    }

    private List<Generation> generate(List<GrowingAnswer> answers, SequenceBatch prompts, @Nullable Tensor patches) {
        SequenceBatch batch = begun(answers, prompts);
        int room = answers.stream().mapToInt(GrowingAnswer::room).max().orElse(0);
        try (NoGradient off = NoGradient.open();
                KeyValueCache cache = model.newCache(batch, room)) {
            if (isOpen(answers)) {
                prefill(batch, patches, cache, answers);
            }
            while (isOpen(answers)) {
                decode(batch, cache, answers);
            }
        }
        return answers.stream().map(GrowingAnswer::generation).toList();
    }

    private static boolean isOpen(List<GrowingAnswer> answers) {
        return answers.stream().anyMatch(GrowingAnswer::isOpen);
    }

    /** The prompts with what every answer begins with: it costs no pass of its own. */
    private SequenceBatch begun(List<GrowingAnswer> answers, SequenceBatch prompts) {
        List<TokenSequence> sequences = new ArrayList<>();
        for (int row = 0; row < prompts.size(); row++) {
            List<Integer> tokens = new ArrayList<>(prompts.sequence(row).tokens());
            tokens.addAll(answers.get(row).takeUnread());
            sequences.add(new TokenSequence(tokens, prompts.sequence(row).images()));
        }
        return SequenceBatch.of(sequences, model.config());
    }

    private void prefill(
            SequenceBatch batch, @Nullable Tensor patches, KeyValueCache cache, List<GrowingAnswer> answers) {
        try (Scope scope = Scope.open()) {
            Tensor imageRows = patches == null ? null : model.vision().forward(patches, batch.images());
            Tensor hidden = model.forward(batch, imageRows, cache).last(); // [B, L, D]
            Tensor last = hidden.select(1, batch.length() - 1); // [B, D]
            choose(answers, model.language().logits(last));
        }
    }

    private void decode(SequenceBatch batch, KeyValueCache cache, List<GrowingAnswer> answers) {
        try (Scope scope = Scope.open()) {
            NewTokens unread = new NewTokens(
                    answers.stream().map(GrowingAnswer::takeUnread).toList());
            choose(answers, model.decode(batch, unread, cache));
        }
    }

    private void choose(List<GrowingAnswer> answers, Tensor logits) { // [B, V]
        Tensor exact = logits.to(DType.FLOAT32);
        Tensor logProbabilities = exact.logSoftmax(1);
        for (int row = 0; row < answers.size(); row++) {
            if (answers.get(row).isOpen()) {
                answers.get(row).choose(exact.select(0, row), logProbabilities.select(0, row));
            }
        }
    }
}
