package io.millsight.qwen.generation;

import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One sample's answer while it grows. */
final class GrowingAnswer {

    private final GenerationConfig config;
    private final Sampler sampler;
    private final int maximumNewTokens;
    private final BitSet seen = new BitSet();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Double> logProbabilities = new ArrayList<>();
    private @Nullable TokenGuide guide;
    private int read; // how many of the tokens have gone to the model
    private int passes;
    private boolean finished;
    private boolean finite = true;

    /**
     * An answer that begins with what its guide leaves no choice about.
     *
     * @param guide null for none
     */
    GrowingAnswer(
            TokenSequence prompt,
            GenerationConfig config,
            Sampler sampler,
            @Nullable TokenGuide guide,
            int maximumNewTokens) {
        this.config = config;
        this.sampler = sampler;
        this.guide = guide;
        this.maximumNewTokens = maximumNewTokens;
        prompt.tokens().forEach(seen::set);
        jump();
    }

    /** Whether it needs the model to go on. */
    boolean isOpen() {
        return !finished && finite && tokens.size() < maximumNewTokens;
    }

    /** The tokens that the model has not read yet; none if it is asked no more. */
    List<Integer> takeUnread() {
        if (!isOpen()) {
            return List.of();
        }
        List<Integer> unread = List.copyOf(tokens.subList(read, tokens.size()));
        read = tokens.size();
        return unread;
    }

    /**
     * Takes the next token, and those after it that the guide leaves no choice about. Where a logit is NaN or infinite, the probability of every
     * token is so, too, and the answer ends: no token is better than another.
     *
     * @param logits of all tokens, {@code [V]} in float32
     * @param logProbabilities of all tokens, {@code [V]}
     */
    void choose(Tensor logits, Tensor logProbabilities) {
        passes++;
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
        finished = config.endTokens().contains(token);
        if (guide != null && !finished) {
            guide = guide.after(token);
        }
    }

    Generation generation() {
        return new Generation(tokens, logProbabilities, finished, finite, passes);
    }
}
