package io.millsight.evaluation;

/** Where the scores of boxes come from. Average precision under different modes cannot be compared. */
public enum ScoreMode {
    /** Every box has the same score, so average precision knows no ranking. */
    CONSTANT("constant"),
    /** From the probabilities of the tokens that name the type and the coordinates. */
    TOKEN_PROBABILITY("token-probability"),
    /** As another program's result file gives them. */
    DETECTOR("detector");

    private final String key;

    ScoreMode(String key) {
        this.key = key;
    }

    /** The name that stands beside every average precision. */
    public String key() {
        return key;
    }
}
