package io.millsight.evaluation;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;

/**
 * A defect that a model claims.
 *
 * @param type as the model named it; one that is not among the evaluated types is a hallucinated type
 * @param box in pixels of the original image
 * @param score from 0 to 1
 */
public record ScoredDefect(DefectType type, BoundingBox box, double score) {

    public ScoredDefect {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score lies from 0 to 1, but this one is " + score);
        }
    }
}
