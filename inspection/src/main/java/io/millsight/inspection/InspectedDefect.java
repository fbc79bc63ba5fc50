package io.millsight.inspection;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;

/**
 * A defect that the model states.
 *
 * @param type as the model named it, perhaps one that it was not told about
 * @param box in pixels of the original image
 * @param confidence from 0 to 1: the probability that the model gave to there being a defect and to its type, times the geometric mean of
 *     those of its edges; of several looks the mean
 */
public record InspectedDefect(DefectType type, BoundingBox box, double confidence) {

    public InspectedDefect {
        if (!(confidence >= 0 && confidence <= 1)) { // NaN, too
            throw new IllegalArgumentException("a confidence of " + confidence);
        }
    }

    /** What is stated, however sure the model is. */
    public Defect defect() {
        return new Defect(type, box);
    }
}
