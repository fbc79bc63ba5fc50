package io.millsight.qwen;

import java.util.List;

/**
 * What the model said.
 *
 * @param tokens the generated ids, the end token included if it came
 * @param logProbabilities of each token under the raw logits, natural logarithm
 * @param finished whether an end token came; if not, the answer was cut at the limit of new tokens
 */
public record Generation(List<Integer> tokens, List<Double> logProbabilities, boolean finished) {

    public Generation {
        tokens = List.copyOf(tokens);
        logProbabilities = List.copyOf(logProbabilities);
    }
}
