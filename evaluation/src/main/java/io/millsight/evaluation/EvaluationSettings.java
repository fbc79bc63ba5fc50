package io.millsight.evaluation;

import io.millsight.evaluation.text.Tokenization;

/**
 * How to evaluate.
 *
 * @param tokenization of the text scores
 * @param minimalIou at least this overlap makes a match for precision, recall, F1, confusion and calibration
 * @param scoreThreshold boxes below it do not count for precision, recall, F1, confusion and coverage; 0 takes a model at its word
 * @param resamples draws for the 95 % intervals, and exchanges for p-values where there are too many groups of images to make all
 * @param seed of the draws
 */
public record EvaluationSettings(
        Tokenization tokenization, double minimalIou, double scoreThreshold, int resamples, long seed) {

    /** Penn Treebank tokens, overlap 0.5, every box counts, 1,000 draws. */
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
}
