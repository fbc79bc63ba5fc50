package io.millsight.evaluation.detection;

import io.millsight.steel.DefectFlag;

/**
 * A box that an inspector drew.
 *
 * @param type index into the list of types
 * @param flag whether the box is to be found
 */
public record GroundTruthBox(int type, Rectangle box, DefectFlag flag) {

    /** A box that is to be found. */
    public GroundTruthBox(int type, Rectangle box) {
        this(type, box, DefectFlag.NONE);
    }

    /** Whether the box is to be found, by every rule but VOC's. */
    public boolean isEvaluated() {
        return !isCrowd();
    }

    /** Whether the box is to be found by VOC's rule. */
    boolean isEvaluatedByVoc() {
        return flag == DefectFlag.NONE;
    }

    boolean isCrowd() {
        return flag == DefectFlag.CROWD;
    }

    /** How well a claim meets this box: intersection over union; of a crowd, COCO's intersection over the area of the claim. */
    double overlap(Rectangle prediction) {
        if (!isCrowd()) {
            return prediction.iou(box);
        }
        return prediction.area() == 0 ? 0 : prediction.intersection(box) / prediction.area();
    }
}
