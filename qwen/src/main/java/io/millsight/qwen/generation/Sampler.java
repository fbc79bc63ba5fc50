package io.millsight.qwen.generation;

import io.millsight.qwen.config.GenerationConfig;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses the next token from its logits as the reference does: repetition penalty, temperature, top-k, top-p, min-p, in this order; then the best
 * token, or a draw.
 */
final class Sampler {

    /** A token that may be drawn, by its place. */
    record Candidate(int place, double probability) {}

    /** Below this a draw is as good as the best token, and dividing by it would overflow. */
    private static final double GREEDY_TEMPERATURE = 1e-5;

    private final GenerationConfig config;
    private final SplittableRandom random;

    Sampler(GenerationConfig config, long seed) {
        this.config = config;
        this.random = new SplittableRandom(seed);
    }

    /** Whether the answer ends with this token. */
    boolean ends(int token) {
        return config.endTokens().contains(token);
    }

    /**
     * Chooses a token.
     *
     * @param tokens to choose from
     * @param logits of these, changed in place
     * @param seen the tokens of the sequence so far, prompt and placeholders included
     * @return the place of the chosen one among them
     */
    int choose(int[] tokens, float[] logits, BitSet seen) {
        penalize(tokens, logits, seen);
        if (!config.sample() || config.temperature() <= GREEDY_TEMPERATURE) {
            return best(logits);
        }
        return draw(candidates(logits));
    }

    void penalize(int[] tokens, float[] logits, BitSet seen) {
        if (config.repetitionPenalty() == 1) {
            return;
        }
        float penalty = (float) config.repetitionPenalty();
        for (int i = 0; i < tokens.length; i++) {
            if (seen.get(tokens[i])) {
                logits[i] = logits[i] < 0 ? logits[i] * penalty : logits[i] / penalty;
            }
        }
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        return best;
    }

    /** The places to draw from, by falling probability; their probabilities add up to 1. */
    Candidate[] candidates(float[] logits) {
        int[] tokens = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -logits[token]))
                .mapToInt(Integer::intValue)
                .toArray();
        int count = keepTopK(logits, tokens);
        double[] probabilities = softmax(logits, tokens, count);
        count = keepMinP(probabilities, keepTopP(probabilities, count));
        double kept = Arrays.stream(probabilities, 0, count).sum();
        return IntStream.range(0, count)
                .mapToObj(rank -> new Candidate(tokens[rank], probabilities[rank] / kept))
                .toArray(Candidate[]::new);
    }

    /** Tokens that tie with the k-th stay. */
    private int keepTopK(float[] logits, int[] tokens) {
        if (config.topK() == 0 || config.topK() >= tokens.length) {
            return tokens.length;
        }
        int count = config.topK();
        float threshold = logits[tokens[count - 1]];
        while (count < tokens.length && logits[tokens[count]] >= threshold) {
            count++;
        }
        return count;
    }

    private double[] softmax(float[] logits, int[] tokens, int count) {
        double largest = logits[tokens[0]] / config.temperature();
        double[] probabilities = new double[count];
        for (int rank = 0; rank < count; rank++) {
            probabilities[rank] = Math.exp(logits[tokens[rank]] / config.temperature() - largest);
        }
        double sum = Arrays.stream(probabilities).sum();
        for (int rank = 0; rank < count; rank++) {
            probabilities[rank] /= sum;
        }
        return probabilities;
    }

    /** From the least likely on, tokens go while their probabilities together stay within 1 - p; the best one stays in any case. */
    private int keepTopP(double[] probabilities, int count) {
        if (config.topP() >= 1) {
            return count;
        }
        double dropped = 0;
        while (count > 1) {
            dropped += probabilities[count - 1];
            if (dropped > 1 - config.topP()) {
                return count;
            }
            count--;
        }
        return count;
    }

    private int keepMinP(double[] probabilities, int count) {
        double threshold = config.minP() * probabilities[0];
        int kept = count;
        while (kept > 1 && probabilities[kept - 1] < threshold) {
            kept--;
        }
        return kept;
    }

    private int draw(Candidate[] candidates) {
        double point = random.nextDouble();
        for (Candidate candidate : candidates) {
            point -= candidate.probability();
            if (point < 0) {
                return candidate.place();
            }
        }
        return candidates[candidates.length - 1].place();
    }
}
