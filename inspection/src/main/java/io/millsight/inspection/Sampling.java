package io.millsight.inspection;

import io.millsight.qwen.config.GenerationConfig;
import org.jspecify.annotations.Nullable;

/**
 * Draws the tokens of a free answer at random instead of taking the most probable token. The same seed, images and batches give the same answers.
 *
 * @param temperature divides the logits before drawing; above 0
 * @param topK the number of most probable tokens to draw from; 0 for all; null for the value of the model's generation_config.json
 * @param topP the smallest set of most probable tokens with at least this probability is drawn from, above 0 and at most 1; null for the value of the
 *     model's generation_config.json
 * @param seed of the random numbers
 */
public record Sampling(
        double temperature,
        @Nullable Integer topK,
        @Nullable Double topP,
        long seed) {

    /** Checks the values. */
    public Sampling {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature is " + temperature + ", expected a number above 0");
        }
        if (topK != null && topK < 0) {
            throw new IllegalArgumentException("top_k is " + topK + ", expected 0 (all tokens) or more");
        }
        if (topP != null && !(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top_p is " + topP + ", expected a number above 0, at most 1");
        }
    }

    /** Samples with the values of the model's generation_config.json for top-k and top-p. */
    public static Sampling of(double temperature, long seed) {
        return new Sampling(temperature, null, null, seed);
    }

    /** Returns greedy settings with this sampling. */
    GenerationConfig applyTo(GenerationConfig greedy, GenerationConfig model) {
        return new GenerationConfig(
                true,
                temperature,
                topK == null ? model.topK() : topK,
                topP == null ? model.topP() : topP,
                model.minP(),
                greedy.repetitionPenalty(),
                greedy.endTokens(),
                greedy.padToken());
    }
}
