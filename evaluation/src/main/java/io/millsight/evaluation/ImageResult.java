package io.millsight.evaluation;

import io.millsight.evaluation.statistics.MatchCounts;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one image fared.
 *
 * @param typeCorrect whether the first type named is among the true ones
 * @param boxes boxes found, wrongly claimed and missed at the evaluation's thresholds
 * @param bestIou the largest overlap of a claimed and a true box of the same type; empty where there is no such pair
 * @param areaIou intersection over union of the areas covered; empty where there are no boxes
 * @param text empty where the image has no reference text
 */
public record ImageResult(
        EvaluatedImage image,
        boolean typeCorrect,
        MatchCounts boxes,
        OptionalDouble bestIou,
        OptionalDouble areaIou,
        Optional<TextResult> text) {

    /** The scores of the answer's text. */
    public record TextResult(double bleu4, double rougeL, double cider) {}
}
