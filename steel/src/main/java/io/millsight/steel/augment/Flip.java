package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;

/**
 * The four flips of an image. A rolled strip has no fixed top or left side, but a rolling direction, so there are no
 * quarter turns. Pixels are moved, not interpolated. Each flip is its own inverse.
 */
public enum Flip {
    NONE(false, false),
    HORIZONTAL(true, false),
    VERTICAL(false, true),
    /** Rotation by 180 degrees. */
    BOTH(true, true);

    private final boolean mirroredX;
    private final boolean mirroredY;

    Flip(boolean mirroredX, boolean mirroredY) {
        this.mirroredX = mirroredX;
        this.mirroredY = mirroredY;
    }

    /** Returns the flip with these directions. */
    public static Flip of(boolean mirroredX, boolean mirroredY) {
        if (mirroredX) {
            return mirroredY ? BOTH : HORIZONTAL;
        }
        return mirroredY ? VERTICAL : NONE;
    }

    /** Returns the flipped sample. */
    public Sample apply(Sample sample) {
        RgbImage image = sample.image();
        return new Sample(
                apply(image),
                sample.defects().stream()
                        .map(defect -> defect.withBox(apply(defect.box(), image.size())))
                        .toList());
    }

    /** Returns the flipped image. */
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

    /**
     * Returns the position of a box in the flipped image.
     *
     * @param size size of the image
     */
    public BoundingBox apply(BoundingBox box, ImageSize size) {
        return new BoundingBox(
                mirroredX ? size.width() - box.xMax() : box.xMin(),
                mirroredY ? size.height() - box.yMax() : box.yMin(),
                mirroredX ? size.width() - box.xMin() : box.xMax(),
                mirroredY ? size.height() - box.yMin() : box.yMax());
    }
}
