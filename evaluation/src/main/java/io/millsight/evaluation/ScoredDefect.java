package io.millsight.evaluation;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;

/**
 * Predicted defect.
 *
 * @param type predicted type; a type that is not evaluated is a hallucinated type
 * @param box box in pixels of the original image
 * @param score score from 0 to 1
 */
public record ScoredDefect(DefectType type, BoundingBox box, double score) {

    public ScoredDefect {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score lies from 0 to 1, but this one is " + score);
        }
    }
}
