package io.millsight.detect.rcnn;

import io.millsight.image.ImageSize;

/**
 * How large a network sees images: the short side has a length, unless the long side would exceed another.
 *
 * @param shortSide in pixels
 * @param longSide at most, in pixels
 */
public record ImageScale(int shortSide, int longSide) {

    /** Returns the size at which an image is seen. Its sides keep their ratio, but for less than a pixel. */
    public ImageSize of(ImageSize image) {
        double factor = Math.min(
                (double) shortSide / Math.min(image.width(), image.height()),
                (double) longSide / Math.max(image.width(), image.height()));
        return new ImageSize(scaled(image.width(), factor), scaled(image.height(), factor));
    }

    private static int scaled(int side, double factor) {
        return Math.max(1, (int) Math.floor(side * factor));
    }
}
