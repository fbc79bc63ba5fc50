package io.millsight.detect.yolo;

import io.millsight.torch.Tensor;

/**
 * The complete IoU of boxes: the IoU less a penalty for the distance of the centres and one for different aspect ratios (Zheng et al. 2020, arXiv
 * 1911.08287, equation 10). Boxes are {@code [N, 4]}: centre x, centre y, width, height.
 */
final class CompleteIou {

    private static final double EPSILON = 1e-7;

    private CompleteIou() {}

    /** Returns the complete IoU of each pair, {@code [N, 1]}. Gradients go to both. */
    static Tensor of(Tensor predicted, Tensor target) {
        Tensor x = column(predicted, 0);
        Tensor y = column(predicted, 1);
        Tensor width = column(predicted, 2);
        Tensor height = column(predicted, 3);
        Tensor targetX = column(target, 0);
        Tensor targetY = column(target, 1);
        Tensor targetWidth = column(target, 2);
        Tensor targetHeight = column(target, 3);
        Tensor left = x.minus(width.times(0.5));
        Tensor right = x.plus(width.times(0.5));
        Tensor top = y.minus(height.times(0.5));
        Tensor bottom = y.plus(height.times(0.5));
        Tensor targetLeft = targetX.minus(targetWidth.times(0.5));
        Tensor targetRight = targetX.plus(targetWidth.times(0.5));
        Tensor targetTop = targetY.minus(targetHeight.times(0.5));
        Tensor targetBottom = targetY.plus(targetHeight.times(0.5));

        Tensor intersection = right.min(targetRight)
                .minus(left.max(targetLeft))
                .atLeast(0)
                .times(bottom.min(targetBottom).minus(top.max(targetTop)).atLeast(0));
        Tensor area = width.times(height.plus(EPSILON));
        Tensor targetArea = targetWidth.times(targetHeight.plus(EPSILON));
        Tensor iou =
                intersection.dividedBy(area.plus(targetArea).minus(intersection).plus(EPSILON));

        Tensor enclosingWidth = right.max(targetRight).minus(left.min(targetLeft));
        Tensor enclosingHeight = bottom.max(targetBottom).minus(top.min(targetTop));
        Tensor diagonal =
                enclosingWidth.squared().plus(enclosingHeight.squared()).plus(EPSILON);
        Tensor distance = targetX.minus(x).squared().plus(targetY.minus(y).squared());

        Tensor angle = width.dividedBy(height.plus(2 * EPSILON)).atan();
        Tensor targetAngle =
                targetWidth.dividedBy(targetHeight.plus(2 * EPSILON)).atan();
        Tensor aspect = targetAngle.minus(angle).squared().times(4 / (Math.PI * Math.PI));
        Tensor weight = aspect.dividedBy(aspect.minus(iou).plus(1 + EPSILON)).detach();
        return iou.minus(distance.dividedBy(diagonal)).minus(weight.times(aspect));
    }

    private static Tensor column(Tensor boxes, int place) {
        return boxes.narrow(1, place, 1);
    }
}
