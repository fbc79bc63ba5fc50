package io.millsight.evaluation;

/** Source of the box scores. Average precisions of different sources cannot be compared. */
public enum ScoreMode {
    /** Every box has the same score, so average precision has no ranking. */
    CONSTANT("constant"),
    /** Probabilities of the tokens that state the type and the coordinates. */
    TOKEN_PROBABILITY("token-probability"),
    /** Scores from the result file of another program. */
    DETECTOR("detector");

    private final String key;

    ScoreMode(String key) {
        this.key = key;
    }

    /** Returns the name that is shown beside every average precision. */
    public String key() {
        return key;
    }
}
