package io.millsight.steel;

/**
 * Axis-aligned box in pixels of the original image, with continuous coordinates: a box from 10 to 20 is 10 wide. Other
 * values are refused with an {@link IllegalArgumentException}.
 *
 * @param xMin left edge, {@code >= 0}
 * @param yMin top edge, {@code >= 0}
 * @param xMax right edge, {@code > xMin}
 * @param yMax bottom edge, {@code > yMin}
 */
public record BoundingBox(double xMin, double yMin, double xMax, double yMax) {

    public BoundingBox {
        if (!(xMin >= 0
                && yMin >= 0
                && xMax > xMin
                && yMax > yMin
                && xMax < Double.POSITIVE_INFINITY
                && yMax < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a box needs 0 <= xMin < xMax and 0 <= yMin < yMax, but this one is x "
                    + xMin + ".." + xMax + ", y " + yMin + ".." + yMax);
        }
    }

    public double width() {
        return xMax - xMin;
    }

    public double height() {
        return yMax - yMin;
    }

    public double area() {
        return width() * height();
    }

    /** Returns whether the box lies completely inside an image of this size. */
    public boolean isInside(int imageWidth, int imageHeight) {
        return xMax <= imageWidth && yMax <= imageHeight;
    }

    /** Returns the common area of both boxes in square pixels. */
    public double intersection(BoundingBox other) {
        double width = Math.min(xMax, other.xMax) - Math.max(xMin, other.xMin);
        double height = Math.min(yMax, other.yMax) - Math.max(yMin, other.yMin);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /**
     * Returns the part of this box inside a window, relative to the window's top left corner.
     *
     * @throws IllegalArgumentException if box and window do not overlap
     */
    public BoundingBox within(BoundingBox window) {
        return new BoundingBox(
                Math.max(0, xMin - window.xMin),
                Math.max(0, yMin - window.yMin),
                Math.min(window.width(), xMax - window.xMin),
                Math.min(window.height(), yMax - window.yMin));
    }

    /** Returns the intersection over union, from 0 (disjoint) to 1 (equal). */
    public double iou(BoundingBox other) {
        double intersection = intersection(other);
        return intersection / (area() + other.area() - intersection);
    }
}
