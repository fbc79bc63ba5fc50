package io.millsight.evaluation;

/** Source of the box scores. */
public enum ScoreMode {
    /** Every box has the same score, so average precision has no ranking. */
    CONSTANT("constant"),
    /** Probabilities of the tokens that state the type and the coordinates. */
    TOKEN_PROBABILITY("token-probability"),
    /** Scores of a detector, of Millsight or from the result file of another program. */
    DETECTOR("detector");

    private final String key;

    ScoreMode(String key) {
        this.key = key;
    }

    /**
     * Returns whether average precisions under this and another source can be compared. Average precision only depends on
     * the order of a model's own scores, so the sources may differ, but scores that do not rank at all spoil it.
     */
    public boolean isComparable(ScoreMode other) {
        return this == other || (this != CONSTANT && other != CONSTANT);
    }

    /** Returns the name that is shown beside every average precision. */
    public String key() {
        return key;
    }
}
