package io.millsight.evaluation;

import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.steel.DefectType;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Result of one type.
 *
 * @param type the type
 * @param images per image: true positives, false positives and false negatives of the type
 * @param boxes per box: true positives, false positives and false negatives at the thresholds of the evaluation
 * @param best point with the highest F1; empty without predictions
 * @param averages averages over IoU thresholds and ranks
 * @param areaIou IoU of the areas of all predicted and all ground-truth boxes
 */
public record TypeResult(
        DefectType type,
        MatchCounts images,
        MatchCounts boxes,
        Optional<ThresholdCurve.Point> best,
        Averages averages,
        OptionalDouble areaIou) {

    /**
     * Averages of COCO and VOC. A value is empty if there are no ground-truth boxes of the type and size.
     *
     * @param ap AP50-95
     * @param ap50 AP50
     * @param ap50AllCandidates AP50 of all boxes, including rejected candidates
     * @param ap75 AP75
     * @param apSmall AP50-95 of small boxes
     * @param apMedium AP50-95 of medium boxes
     * @param apLarge AP50-95 of large boxes
     * @param ar average recall with at most 100 predictions per image
     * @param vocArea VOC AP50, area under the curve
     */
    public record Averages(
            OptionalDouble ap,
            OptionalDouble ap50,
            OptionalDouble ap50AllCandidates,
            OptionalDouble ap75,
            OptionalDouble apSmall,
            OptionalDouble apMedium,
            OptionalDouble apLarge,
            OptionalDouble ar,
            OptionalDouble vocArea) {}
}
