package io.millsight.evaluation.detection;

import io.millsight.steel.BoundingBox;

/**
 * Rectangle in pixels with continuous coordinates. Unlike a {@link BoundingBox}, it may exceed the image and may have
 * no extent.
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

    /** Returns the common area. */
    public double intersection(Rectangle other) {
        double commonWidth = Math.min(xMax(), other.xMax()) - Math.max(x, other.x);
        double commonHeight = Math.min(yMax(), other.yMax()) - Math.max(y, other.y);
        return commonWidth > 0 && commonHeight > 0 ? commonWidth * commonHeight : 0;
    }

    /** Returns the intersection over union, from 0 to 1; 0 if both areas are 0. */
    public double iou(Rectangle other) {
        double intersection = intersection(other);
        double union = area() + other.area() - intersection;
        return union == 0 ? 0 : intersection / union;
    }
}
