package io.millsight.inspection;

/** Where the scores of an inspector's defects come from, and which boxes they rank. */
public enum ScoreSource {
    /**
     * The probabilities of the tokens of an answer. Average precision ranks the defects of the answer; candidates that the vote of the views rejected
     * are no part of the answer.
     */
    TOKEN_PROBABILITY,
    /**
     * A detector. It proposes many boxes, and the score threshold decides which of them are reported. Average precision ranks all of them, as is
     * usual for detectors.
     */
    DETECTOR
}
