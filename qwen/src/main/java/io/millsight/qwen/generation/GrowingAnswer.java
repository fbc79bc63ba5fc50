package io.millsight.qwen.generation;

import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One sample's answer while it grows. */
final class GrowingAnswer {

    private final Sampler sampler;
    private final int maximumNewTokens;
    private final BitSet seen = new BitSet();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Double> logProbabilities = new ArrayList<>();
    private @Nullable TokenGuide guide;
    private @Nullable TokenGuide draft;
    private List<Integer> guesses = List.of(); // what the model reads behind the tokens of the answer
    private int read; // how many of the tokens have gone to the model
    private int passes;
    private boolean finished;
    private boolean finite = true;

    /**
     * An answer that begins with what its guide leaves no choice about.
     *
     * @param guide null for none
     * @param draft what a free answer is expected to be; null for none
     */
    GrowingAnswer(
            TokenSequence prompt,
            Sampler sampler,
            @Nullable TokenGuide guide,
            @Nullable TokenGuide draft,
            int maximumNewTokens) {
        this.sampler = sampler;
        this.guide = guide;
        this.draft = draft;
        this.maximumNewTokens = maximumNewTokens;
        prompt.tokens().forEach(seen::set);
        jump();
    }

    /** Whether it needs the model to go on. */
    boolean isOpen() {
        return !finished && finite && tokens.size() < maximumNewTokens;
    }

    /** The tokens that the model has not read yet, and then the guesses; none if it is asked no more. */
    List<Integer> takeUnread() {
        if (!isOpen()) {
            guesses = List.of();
            return List.of();
        }
        List<Integer> unread = new ArrayList<>(tokens.subList(read, tokens.size()));
        unread.addAll(guesses);
        read = tokens.size();
        return unread;
    }

    /** How many of the tokens that it gave to the model are guesses. */
    int guesses() {
        return guesses.size();
    }

    /**
     * Takes what the model says in the place of each guess, as long as the guesses are right, and the token behind them.
     *
     * @param logits of all tokens behind the last token and behind each guess, {@code [1 + G, V]} in float32
     * @param logProbabilities of all tokens, {@code [1 + G, V]}
     * @return how many guesses were wrong
     */
    int choose(Tensor logits, Tensor logProbabilities) {
        passes++;
        int right = 0;
        chooseNext(logits.select(0, 0), logProbabilities.select(0, 0));
        while (isOpen() && right < guesses.size() && guesses.get(right).equals(tokens.get(tokens.size() - 1))) {
            right++;
            read++;
            chooseNext(logits.select(0, right), logProbabilities.select(0, right));
        }
        int wrong = guesses.size() - right;
        guesses = guess();
        return wrong;
    }

    /** What comes next, if it is what the draft leaves no choice about. */
    private List<Integer> guess() {
        List<Integer> likely = new ArrayList<>();
        TokenGuide next = draft;
        while (next != null && tokens.size() + likely.size() < maximumNewTokens - 1) {
            List<Integer> allowed = next.allowed();
            if (allowed.size() > 1 || sampler.ends(allowed.get(0))) {
                break;
            }
            likely.add(allowed.get(0));
            next = next.after(allowed.get(0));
        }
        return likely;
    }

    /**
     * Takes the next token, and those after it that the guide leaves no choice about. Where a logit is NaN or infinite, the probability of every
     * token is so, too, and the answer ends: no token is better than another.
     *
     * @param logits of all tokens, {@code [V]} in float32
     * @param logProbabilities of all tokens, {@code [V]}
     */
    private void chooseNext(Tensor logits, Tensor logProbabilities) {
        int[] allowed = guide == null
                ? IntStream.range(0, (int) logits.size(0)).toArray()
                : guide.allowed().stream().mapToInt(Integer::intValue).toArray();
        float[] values = of(logits, allowed);
        float[] weights = guide == null ? values : guide.weigh(values);
        int place = sampler.choose(allowed, weights.clone(), seen);
        int token = allowed[place];
        double logProbability = logProbabilities.select(0, token).item() + weights[place] - values[place];
        finite = Double.isFinite(logProbability);
        if (finite) {
            append(token, logProbability);
            jump();
        }
    }

    private float[] of(Tensor all, int[] allowed) {
        if (guide == null) {
            return all.toFloats();
        }
        long[] places = IntStream.of(allowed).asLongStream().toArray();
        return all.gather(0, Tensor.of(places, places.length).to(all.device())).toFloats();
    }

    private void jump() {
        while (guide != null && isOpen()) {
            List<Integer> allowed = guide.allowed();
            if (allowed.size() > 1) {
                return;
            }
            append(allowed.get(0), 0);
        }
    }

    private void append(int token, double logProbability) {
        seen.set(token);
        tokens.add(token);
        logProbabilities.add(logProbability);
        finished = sampler.ends(token);
        if (guide != null && !finished) {
            guide = guide.after(token);
        }
        if (draft != null) {
            draft = !finished && draft.allowed().contains(token) ? draft.after(token) : null;
        }
    }

    Generation generation() {
        return new Generation(tokens, logProbabilities, finished, finite, passes);
    }
}
