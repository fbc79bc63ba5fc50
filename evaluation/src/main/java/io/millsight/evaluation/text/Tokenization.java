package io.millsight.evaluation.text;

/** How a text is cut into tokens before it is compared. Scores under different tokenisations cannot be compared. */
public enum Tokenization {
    /** That of the captioning reference: Penn Treebank, lower-cased, punctuation dropped. */
    PENN_TREEBANK("ptb") {
        @Override
        public TokenizedText apply(String text) {
            return new TokenizedText(PennTreebankTokenizer.withoutPunctuation(text));
        }
    },
    /** Whatever stands between white space, as it is written. */
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

    /** The name under which scores are stored: {@code ptb} or {@code whitespace}. */
    public String key() {
        return key;
    }

    public abstract TokenizedText apply(String text);
}
