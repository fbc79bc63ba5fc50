package io.millsight.qwen.generation;

import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.text.KeyValueCache;
import io.millsight.qwen.text.NewTokens;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.DType;
import io.millsight.torch.Inference;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Generates answers with a key-value cache. The first pass reads the prompts, each further pass reads the new tokens. Frees all tensors that it
 * makes. Thread-safe.
 *
 * <p>A {@link TokenGuide} constrains an answer to a language. Where the guide allows only one token, the token is forced. Forced tokens go through
 * the model together in one pass (jump-forward decoding). The result equals that of one pass per token, except for rounding.
 *
 * <p>For a free answer, a guide may be a draft. The tokens that it leaves no choice about are then guesses: they go through the model with the token
 * before them, and those stay that the model would have chosen (speculative decoding). This, too, changes nothing but rounding.
 */
public final class Generator {

    private final QwenModel model;
    private final GenerationConfig config;
    private final long seed;
    private final BooleanSupplier givenUp;

    /**
     * @param seed of the random numbers; used only if the configuration samples
     */
    public Generator(QwenModel model, GenerationConfig config, long seed) {
        this(model, config, seed, () -> false);
    }

    private Generator(QwenModel model, GenerationConfig config, long seed, BooleanSupplier givenUp) {
        this.model = model;
        this.config = config;
        this.seed = seed;
        this.givenUp = givenUp;
    }

    /**
     * Returns a generator that stops when nobody needs its answers any more.
     *
     * @param givenUp is asked before each pass of the model, on the thread that generates; the answers are then given up with a
     *     {@link CancellationException}
     */
    public Generator stoppedBy(BooleanSupplier givenUp) {
        return new Generator(model, config, seed, givenUp);
    }

    /**
     * Generates free answers.
     *
     * @param batch the prompts; an answer begins where its prompt ends
     * @param patches {@code [S, 1176]} of all images, prompt by prompt; null without images
     * @param maximumNewTokens the number of tokens at which an answer is cut off
     * @return one answer for each prompt
     */
    public List<Generation> generate(SequenceBatch batch, @Nullable Tensor patches, int maximumNewTokens) {
        return generate(batch, patches, row -> answer(batch, row, null, null, maximumNewTokens));
    }

    /**
     * Generates constrained answers.
     *
     * @param guides for each prompt, the guide of the answer's first token
     */
    public List<Generation> generate(
            SequenceBatch batch, @Nullable Tensor patches, int maximumNewTokens, List<? extends TokenGuide> guides) {
        return generate(batch, patches, row -> answer(batch, row, guides.get(row), null, maximumNewTokens));
    }

    /**
     * Generates free answers that are expected to be of a certain form.
     *
     * @param drafts for each prompt, what its answer is expected to be, from the first token on
     */
    public List<Generation> generateDrafted(
            SequenceBatch batch, @Nullable Tensor patches, int maximumNewTokens, List<? extends TokenGuide> drafts) {
        return generate(batch, patches, row -> answer(batch, row, null, drafts.get(row), maximumNewTokens));
    }

    private GrowingAnswer answer(
            SequenceBatch batch,
            int row,
            @Nullable TokenGuide guide,
            @Nullable TokenGuide draft,
            int maximumNewTokens) {
        Sampler sampler = new Sampler(config, seed + row);
        return new GrowingAnswer(batch.sequence(row), sampler, guide, draft, maximumNewTokens);
    }

    private List<Generation> generate(
            SequenceBatch prompts, @Nullable Tensor patches, IntFunction<GrowingAnswer> ofRow) {
        List<GrowingAnswer> answers =
                IntStream.range(0, prompts.size()).mapToObj(ofRow).toList();
        // forced tokens at the beginning of an answer cost no pass of their own
        SequenceBatch batch = prompts.followedBy(
                answers.stream().map(GrowingAnswer::takeUnread).toList());
        try (Inference on = Inference.open();
                KeyValueCache cache = model.newCache(batch)) {
            if (isOpen(answers)) {
                prefill(batch, patches, cache, answers);
            }
            grow(answers, batch, cache);
        }
        return answers.stream().map(GrowingAnswer::generation).toList();
    }

    /**
     * Decodes until all answers are finished. Finished answers leave the batch when they are at least half of it, so that all moves of the others
     * together copy no more rows than the batch has.
     */
    private void grow(List<GrowingAnswer> all, SequenceBatch batch, KeyValueCache cache) {
        List<GrowingAnswer> answers = all;
        while (isOpen(answers)) {
            if (givenUp.getAsBoolean()) {
                throw new CancellationException("nobody needs the answers any more");
            }
            int[] open = openRows(answers);
            if (2 * open.length <= answers.size()) {
                cache.keep(open);
                answers = IntStream.of(open).mapToObj(answers::get).toList();
            }
            decode(batch, cache, answers);
        }
    }

    private static boolean isOpen(List<GrowingAnswer> answers) {
        return answers.stream().anyMatch(GrowingAnswer::isOpen);
    }

    private static int[] openRows(List<GrowingAnswer> answers) {
        return IntStream.range(0, answers.size())
                .filter(row -> answers.get(row).isOpen())
                .toArray();
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
                    answers.stream().map(GrowingAnswer::takeUnread).toList(),
                    answers.stream().map(GrowingAnswer::guesses).toList());
            cache.forget(choose(answers, model.decode(batch, unread, cache)));
        }
    }

    /** Lets each answer choose, and returns how many guesses of each were wrong. */
    private static int[] choose(List<GrowingAnswer> answers, Tensor logits) { // [rows and guesses, V]
        Tensor exact = logits.to(DType.FLOAT32);
        Tensor logProbabilities = exact.logSoftmax(1);
        int[] wrong = new int[answers.size()];
        int next = 0;
        for (int row = 0; row < wrong.length; row++) {
            GrowingAnswer answer = answers.get(row);
            int places = 1 + answer.guesses();
            if (answer.isOpen()) {
                wrong[row] = answer.choose(exact.narrow(0, next, places), logProbabilities.narrow(0, next, places));
            }
            next += places;
        }
        return wrong;
    }
}
