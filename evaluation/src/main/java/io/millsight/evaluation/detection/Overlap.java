package io.millsight.evaluation.detection;

/**
 * Relatives of intersection over union that still tell how far apart two boxes are when they do not touch. No epsilon is added anywhere.
 */
public final class Overlap {

    private Overlap() {}

    /** Generalised IoU, from -1 to 1 (Rezatofighi and others, 2019). */
    public static double generalizedIou(Rectangle a, Rectangle b) {
        double hull = hullWidth(a, b) * hullHeight(a, b);
        double union = a.area() + b.area() - a.intersection(b);
        return hull == 0 ? a.iou(b) : a.iou(b) - (hull - union) / hull;
    }

    /** Distance IoU, from -1 to 1 (Zheng and others, 2020). */
    public static double distanceIou(Rectangle a, Rectangle b) {
        double diagonalSquared = square(hullWidth(a, b)) + square(hullHeight(a, b));
        double distanceSquared =
                square((a.x() + a.xMax() - b.x() - b.xMax()) / 2) + square((a.y() + a.yMax() - b.y() - b.yMax()) / 2);
        return diagonalSquared == 0 ? a.iou(b) : a.iou(b) - distanceSquared / diagonalSquared;
    }

    /** Complete IoU: distance IoU less a term for a different aspect ratio (Zheng and others, 2020). */
    public static double completeIou(Rectangle predicted, Rectangle truth) {
        double angle = Math.atan2(truth.width(), truth.height()) - Math.atan2(predicted.width(), predicted.height());
        double aspect = 4 / square(Math.PI) * square(angle);
        double weight = aspect == 0 ? 0 : aspect / (1 - predicted.iou(truth) + aspect);
        return distanceIou(predicted, truth) - weight * aspect;
    }

    private static double hullWidth(Rectangle a, Rectangle b) {
        return Math.max(a.xMax(), b.xMax()) - Math.min(a.x(), b.x());
    }

    private static double hullHeight(Rectangle a, Rectangle b) {
        return Math.max(a.yMax(), b.yMax()) - Math.min(a.y(), b.y());
    }

    private static double square(double value) {
        return value * value;
    }
}
