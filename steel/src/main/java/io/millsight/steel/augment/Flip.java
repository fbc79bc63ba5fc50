package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;

/**
 * The four ways to lay a rectangle on its own place. A rolled strip has no up or down and no left or right, but it has a direction: streaks along it
 * do not become streaks across it, so there are no quarter turns. Pixels are moved, never interpolated. Each flip undoes itself.
 */
public enum Flip {
    NONE(false, false),
    HORIZONTAL(true, false),
    VERTICAL(false, true),
    /** A half turn. */
    BOTH(true, true);

    private final boolean mirroredX;
    private final boolean mirroredY;

    Flip(boolean mirroredX, boolean mirroredY) {
        this.mirroredX = mirroredX;
        this.mirroredY = mirroredY;
    }

    /** The flip that does these. */
    public static Flip of(boolean mirroredX, boolean mirroredY) {
        if (mirroredX) {
            return mirroredY ? BOTH : HORIZONTAL;
        }
        return mirroredY ? VERTICAL : NONE;
    }

    /** The sample seen so. */
    public Sample apply(Sample sample) {
        RgbImage image = sample.image();
        return new Sample(
                apply(image),
                sample.defects().stream()
                        .map(defect -> defect.withBox(apply(defect.box(), image.size())))
                        .toList());
    }

    /** The image seen so. */
    public RgbImage apply(RgbImage image) {
        if (this == NONE) {
            return image;
        }
        byte[] source = image.pixels();
        byte[] target = new byte[source.length];
        for (int y = 0, i = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int fromX = mirroredX ? image.width() - 1 - x : x;
                int fromY = mirroredY ? image.height() - 1 - y : y;
                int from = 3 * (fromY * image.width() + fromX);
                target[i++] = source[from];
                target[i++] = source[from + 1];
                target[i++] = source[from + 2];
            }
        }
        return new RgbImage(image.width(), image.height(), target);
    }

    /** A box of an image of this size, where it lies in the image seen so. */
    public BoundingBox apply(BoundingBox box, ImageSize size) {
        return new BoundingBox(
                mirroredX ? size.width() - box.xMax() : box.xMin(),
                mirroredY ? size.height() - box.yMax() : box.yMin(),
                mirroredX ? size.width() - box.xMin() : box.xMax(),
                mirroredY ? size.height() - box.yMin() : box.yMax());
    }
}
