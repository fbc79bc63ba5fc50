package io.millsight.history;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;

/**
 * A box that the model proposed.
 *
 * @param n the number of the box within its inspection, from 0
 * @param type the type that the model named
 * @param box in pixels of the upright image
 * @param score from 0 to 1, not filtered by any threshold
 * @param said whether the answer states the box; a candidate that the vote of the views rejected is not said
 */
public record StoredDefect(int n, DefectType type, BoundingBox box, double score, boolean said) {

    /** Returns whether the box is a defect at a score threshold. */
    public boolean counts(double threshold) {
        return said && score >= threshold;
    }
}
