package io.millsight.inspection;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;

/**
 * A defect that was found, with its score.
 *
 * @param type the name that the model wrote; with free decoding it may be unknown to the inspector
 * @param box in pixels of the original image
 * @param score from 0 to 1: the probability that the model gave to the words of its sentence, times the geometric mean of the probabilities of the
 *     four edges; with test-time augmentation the mean over the views that vote on the box. Of a detector, the detector's own score
 */
public record InspectedDefect(DefectType type, BoundingBox box, double score) {

    public InspectedDefect {
        if (!(score >= 0 && score <= 1)) { // also refuses NaN
            throw new IllegalArgumentException("the score is " + score + ", expected a number from 0 to 1");
        }
    }

    /** Returns the defect without its score. */
    public Defect defect() {
        return new Defect(type, box);
    }
}
