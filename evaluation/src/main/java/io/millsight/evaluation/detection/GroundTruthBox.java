package io.millsight.evaluation.detection;

import io.millsight.steel.DefectFlag;

/**
 * Ground-truth box.
 *
 * @param type index into the list of types
 * @param box the box
 * @param flag role of the box in the evaluation
 */
public record GroundTruthBox(int type, Rectangle box, DefectFlag flag) {

    /** Creates a box without a flag. */
    public GroundTruthBox(int type, Rectangle box) {
        this(type, box, DefectFlag.NONE);
    }

    /** Returns whether the box is evaluated. VOC has a rule of its own. */
    public boolean isEvaluated() {
        return !isCrowd();
    }

    /** Returns whether the box is evaluated under VOC's rule. */
    boolean isEvaluatedByVoc() {
        return flag == DefectFlag.NONE;
    }

    boolean isCrowd() {
        return flag == DefectFlag.CROWD;
    }

    /** Returns the IoU with a prediction. For a crowd, returns COCO's intersection over the area of the prediction. */
    double overlap(Rectangle prediction) {
        if (!isCrowd()) {
            return prediction.iou(box);
        }
        return prediction.area() == 0 ? 0 : prediction.intersection(box) / prediction.area();
    }
}
