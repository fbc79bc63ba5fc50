package io.millsight.evaluation.detection;

import io.millsight.steel.BoundingBox;

/**
 * A rectangle as somebody claimed it, in pixels with continuous coordinates: unlike a {@link BoundingBox} it may leave the image and
 * may lack extent.
 */
public record Rectangle(double x, double y, double width, double height) {

    public static Rectangle of(BoundingBox box) {
        return new Rectangle(box.xMin(), box.yMin(), box.width(), box.height());
    }

    public static Rectangle ofCorners(double xMin, double yMin, double xMax, double yMax) {
        return new Rectangle(xMin, yMin, xMax - xMin, yMax - yMin);
    }

    public double xMax() {
        return x + width;
    }

    public double yMax() {
        return y + height;
    }

    public double area() {
        return width * height;
    }

    /** The area that both cover. */
    public double intersection(Rectangle other) {
        double commonWidth = Math.min(xMax(), other.xMax()) - Math.max(x, other.x);
        double commonHeight = Math.min(yMax(), other.yMax()) - Math.max(y, other.y);
        return commonWidth > 0 && commonHeight > 0 ? commonWidth * commonHeight : 0;
    }

    /** Intersection over union, from 0 to 1; 0 where neither has an area. */
    public double iou(Rectangle other) {
        double intersection = intersection(other);
        double union = area() + other.area() - intersection;
        return union == 0 ? 0 : intersection / union;
    }
}
