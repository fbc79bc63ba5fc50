package io.millsight.qwen.tokenizer;

import java.util.List;

/**
 * A byte-level vocabulary.
 *
 * @param tokens spelled in the byte alphabet; the place in the list is the id
 * @param merges pairs of tokens that become one, written {@code left right}, the most urgent first
 */
public record BytePairVocabulary(List<String> tokens, List<String> merges) {

    public BytePairVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }
}
