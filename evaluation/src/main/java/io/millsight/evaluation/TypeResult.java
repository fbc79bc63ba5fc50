package io.millsight.evaluation;

import io.millsight.evaluation.statistics.HitCounts;
import io.millsight.steel.DefectType;
import java.util.OptionalDouble;

/**
 * How one type of defect fared; averages are empty where the type has no true boxes.
 *
 * @param images images on which the type was rightly named, wrongly named and missed
 * @param boxes boxes found, wrongly claimed and missed at the evaluation's thresholds
 * @param coverage intersection over union of the areas that true and claimed boxes cover
 */
public record TypeResult(
        DefectType type,
        HitCounts images,
        HitCounts boxes,
        OptionalDouble ap,
        OptionalDouble ap50,
        OptionalDouble ap75,
        OptionalDouble vocArea,
        OptionalDouble coverage) {}
