package io.millsight.evaluation;

import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.steel.DefectType;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one type of defect fared.
 *
 * @param images images on which the type was rightly named, wrongly named and missed
 * @param boxes boxes found, wrongly claimed and missed at the evaluation's thresholds
 * @param best where its F1 is highest; empty without claims
 * @param averages over overlaps and ranks
 * @param areaIou intersection over union of the areas that true and claimed boxes cover
 */
public record TypeResult(
        DefectType type,
        MatchCounts images,
        MatchCounts boxes,
        Optional<ThresholdCurve.Point> best,
        Averages averages,
        OptionalDouble areaIou) {

    /**
     * COCO's averages and VOC's; each is empty where there are no true boxes of the type, or none of that size.
     *
     * @param ap50AllCandidates of all boxes, those too that were not sure enough for the answers
     * @param ar recall with at most 100 claims an image
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
