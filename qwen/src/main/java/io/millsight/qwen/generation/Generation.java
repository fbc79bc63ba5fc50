package io.millsight.qwen.generation;

import java.util.List;

/**
 * The answer of the model.
 *
 * @param tokens the generated ids, the end token included if it came
 * @param logProbabilities of each token among all tokens, natural logarithm; 0 where a guide left no choice, and of
 *     a token with its neighbours where a guide {@linkplain TokenGuide#weigh weighs} them
 * @param finished whether an end token came; if not, the answer was cut at the limit of new tokens, or is not finite
 * @param finite whether all logits were finite. If not, because weights are damaged, the answer ends at that place
 *     and is meaningless
 * @param passes number of forward passes, including the one over the prompt
 */
public record Generation(
        List<Integer> tokens, List<Double> logProbabilities, boolean finished, boolean finite, int passes) {

    public Generation {
        tokens = List.copyOf(tokens);
        logProbabilities = List.copyOf(logProbabilities);
    }
}
