package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;

/**
 * The eight ways to lay a rectangle on its own or its neighbour's place: a defect has no up or down, so all of them look real. Pixels are
 * moved, never interpolated.
 */
public enum Symmetry {
    IDENTITY(false, false, false),
    FLIP_HORIZONTAL(false, true, false),
    FLIP_VERTICAL(false, false, true),
    ROTATE_180(false, true, true),
    TRANSPOSE(true, false, false),
    /** A quarter turn clockwise. */
    ROTATE_90(true, true, false),
    /** A quarter turn counter-clockwise. */
    ROTATE_270(true, false, true),
    ANTI_TRANSPOSE(true, true, true);

    private final boolean transposed;
    private final boolean mirroredX;
    private final boolean mirroredY;

    /** First the axes are exchanged, then the results are mirrored. */
    Symmetry(boolean transposed, boolean mirroredX, boolean mirroredY) {
        this.transposed = transposed;
        this.mirroredX = mirroredX;
        this.mirroredY = mirroredY;
    }

    /** The sample seen so; its width and height are exchanged by the four that exchange the axes. */
    public Sample apply(Sample sample) {
        RgbImage image = sample.image();
        int width = transposed ? image.height() : image.width();
        int height = transposed ? image.width() : image.height();
        return new Sample(
                move(image, width, height),
                sample.defects().stream()
                        .map(defect -> new Defect(defect.type(), move(defect.box(), width, height)))
                        .toList());
    }

    private RgbImage move(RgbImage image, int width, int height) {
        byte[] source = image.pixels();
        byte[] target = new byte[source.length];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = mirroredX ? width - 1 - x : x;
                int fromY = mirroredY ? height - 1 - y : y;
                int from = 3 * (transposed ? fromX * image.width() + fromY : fromY * image.width() + fromX);
                target[i++] = source[from];
                target[i++] = source[from + 1];
                target[i++] = source[from + 2];
            }
        }
        return new RgbImage(width, height, target);
    }

    private BoundingBox move(BoundingBox box, int width, int height) {
        BoundingBox turned = transposed ? new BoundingBox(box.yMin(), box.xMin(), box.yMax(), box.xMax()) : box;
        return new BoundingBox(
                mirroredX ? width - turned.xMax() : turned.xMin(),
                mirroredY ? height - turned.yMax() : turned.yMin(),
                mirroredX ? width - turned.xMin() : turned.xMax(),
                mirroredY ? height - turned.yMin() : turned.yMax());
    }
}
