package io.millsight.evaluation.text;

/** Tokenisation of texts before scoring. Scores of different tokenisations cannot be compared. */
public enum Tokenization {
    /** Tokenisation of the captioning reference: Penn Treebank, lower case, without punctuation. */
    PENN_TREEBANK("ptb") {
        @Override
        public TokenizedText apply(String text) {
            return new TokenizedText(PennTreebankTokenizer.withoutPunctuation(text));
        }
    },
    /** Text between white space, unchanged. */
    WHITESPACE("whitespace") {
        @Override
        public TokenizedText apply(String text) {
            return new TokenizedText(String.join(" ", new TokenizedText(text).words()));
        }
    };

    private final String key;

    Tokenization(String key) {
        this.key = key;
    }

    /** Returns the name in files: {@code ptb} or {@code whitespace}. */
    public String key() {
        return key;
    }

    public abstract TokenizedText apply(String text);
}
