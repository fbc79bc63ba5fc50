package io.millsight.evaluation.text;

import java.util.List;

/** A candidate text and the references that it is compared with, at least one. */
public record TokenizedCaption(TokenizedText candidate, List<TokenizedText> references) {

    public TokenizedCaption {
        references = List.copyOf(references);
        if (references.isEmpty()) {
            throw new IllegalArgumentException("a caption needs at least one reference text to be compared with");
        }
    }

    /** The same texts, tokenised. */
    public static TokenizedCaption of(Tokenization tokenization, String candidate, List<String> references) {
        return new TokenizedCaption(
                tokenization.apply(candidate),
                references.stream().map(tokenization::apply).toList());
    }
}
