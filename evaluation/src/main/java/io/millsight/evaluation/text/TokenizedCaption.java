package io.millsight.evaluation.text;

import java.util.List;

/** Tokenised candidate text with at least one tokenised reference. */
public record TokenizedCaption(TokenizedText candidate, List<TokenizedText> references) {

    public TokenizedCaption {
        references = List.copyOf(references);
        if (references.isEmpty()) {
            throw new IllegalArgumentException("a caption needs at least one reference text to be compared with");
        }
    }

    /** Tokenises a candidate and its references. */
    public static TokenizedCaption of(Tokenization tokenization, String candidate, List<String> references) {
        return new TokenizedCaption(
                tokenization.apply(candidate),
                references.stream().map(tokenization::apply).toList());
    }
}
