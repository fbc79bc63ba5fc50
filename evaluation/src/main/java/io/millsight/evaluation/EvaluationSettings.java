package io.millsight.evaluation;

import io.millsight.evaluation.text.Tokenization;

/**
 * Settings of an evaluation.
 *
 * @param tokenization tokenisation of the text scores
 * @param minimalIou smallest IoU of a match for precision, recall, F1, confusion matrix and calibration
 * @param scoreThreshold predicted boxes with a lower score are ignored by all measures but average precision, average
 *     recall, the search for the best F1, calibration and the text scores; 0 keeps all boxes
 * @param resamples number of bootstrap resamples, and of random exchanges for p-values if there are too many groups for
 *     all
 * @param seed seed of the resamples
 */
public record EvaluationSettings(
        Tokenization tokenization, double minimalIou, double scoreThreshold, int resamples, long seed) {

    /** Penn Treebank tokens, IoU 0.5, all boxes, 1,000 resamples. */
    public static final EvaluationSettings DEFAULT =
            new EvaluationSettings(Tokenization.PENN_TREEBANK, 0.5, 0, 1000, 42);

    public EvaluationSettings {
        if (!(minimalIou > 0 && minimalIou <= 1)) {
            throw new IllegalArgumentException(
                    "the minimal IoU lies above 0 and up to 1, but this one is " + minimalIou);
        }
        if (!(scoreThreshold >= 0 && scoreThreshold <= 1)) {
            throw new IllegalArgumentException("a score threshold lies from 0 to 1, but this one is " + scoreThreshold);
        }
        if (resamples < 100) {
            throw new IllegalArgumentException("an interval needs at least 100 draws, not " + resamples);
        }
    }

    /** Returns the same settings with another score threshold. */
    public EvaluationSettings withScoreThreshold(double threshold) {
        return new EvaluationSettings(tokenization, minimalIou, threshold, resamples, seed);
    }
}
