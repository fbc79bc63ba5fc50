package io.millsight.steel.report;

import io.millsight.steel.BoundingBox;

/**
 * Coordinate frame of the numbers in a report: pixels of an image of {@code width x height} that shows the whole
 * original image.
 *
 * <p>The original paper writes pixels of the original image. Qwen2.5-VL was trained on pixels of the resized image.
 *
 * @param originalWidth width of the image on which the boxes were drawn
 * @param originalHeight height of the image on which the boxes were drawn
 * @param width width of the image whose pixels the text counts
 * @param height height of the image whose pixels the text counts
 */
public record CoordinateFrame(int originalWidth, int originalHeight, int width, int height) {

    public CoordinateFrame {
        if (originalWidth <= 0 || originalHeight <= 0 || width <= 0 || height <= 0) {
            throw new IllegalArgumentException("a coordinate frame needs positive sizes, not " + originalWidth + "x"
                    + originalHeight + " shown as " + width + "x" + height);
        }
    }

    /** Returns a frame for text that counts pixels of the original image. */
    public static CoordinateFrame original(int width, int height) {
        return new CoordinateFrame(width, height, width, height);
    }

    /**
     * Rounds a box to the whole numbers of a report. Each edge moves by at most half a pixel of this frame. A box that
     * would vanish by rounding gets the pixel that contains it.
     */
    TextBox toText(BoundingBox box) {
        double x1 = Math.rint(toTextX(box.xMin()));
        double y1 = Math.rint(toTextY(box.yMin()));
        double x2 = Math.rint(toTextX(box.xMax()));
        double y2 = Math.rint(toTextY(box.yMax()));
        if (x1 == x2) {
            x1 = Math.floor(toTextX(box.xMin()));
            x2 = x1 + 1;
        }
        if (y1 == y2) {
            y1 = Math.floor(toTextY(box.yMin()));
            y2 = y1 + 1;
        }
        return new TextBox(x1, y1, x2, y2);
    }

    /** Returns the number that a report states for an edge of a box. */
    public int number(BoundingBox box, BoxEdge edge) {
        return (int) edge.of(toText(box));
    }

    /** Returns a box as a report states it, converted back to pixels of the original image. */
    public BoundingBox rounded(BoundingBox box) {
        return toOriginal(toText(box));
    }

    BoundingBox toOriginal(TextBox box) {
        return new BoundingBox(
                toOriginalX(box.x1()), toOriginalY(box.y1()), toOriginalX(box.x2()), toOriginalY(box.y2()));
    }

    double toTextX(double originalX) {
        return originalX * width / originalWidth;
    }

    double toTextY(double originalY) {
        return originalY * height / originalHeight;
    }

    double toOriginalX(double textX) {
        return textX * originalWidth / width;
    }

    double toOriginalY(double textY) {
        return textY * originalHeight / height;
    }
}
