package io.millsight.evaluation;

import io.millsight.evaluation.classification.SurfaceVerdict;
import io.millsight.evaluation.statistics.MatchCounts;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Result of one image.
 *
 * @param image the image
 * @param verdict whether the answer calls the image clean or defective at the score threshold
 * @param typeCorrect whether the first predicted type is among the ground-truth types
 * @param boxes true positives, false positives and false negatives at the thresholds of the evaluation
 * @param bestIou largest IoU of a predicted and a ground-truth box of the same type; empty without such a pair
 * @param areaIou IoU of the areas of all predicted and all ground-truth boxes; empty without boxes
 * @param text text scores; empty without reference texts
 */
public record ImageResult(
        EvaluatedImage image,
        SurfaceVerdict verdict,
        boolean typeCorrect,
        MatchCounts boxes,
        OptionalDouble bestIou,
        OptionalDouble areaIou,
        Optional<TextResult> text) {

    /** Text scores of the answer. */
    public record TextResult(double bleu4, double rougeL, double cider) {}
}
