package io.millsight.qwen.image;

import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;

/** The size to which an image is resized: both sides a multiple of a token's side, the area within a range, the shape nearly kept. */
final class SmartResize {

    static final int MAX_ASPECT_RATIO = 200;

    private SmartResize() {}

    /**
     * The size for an image.
     *
     * @throws InvalidImageException if one side is more than 200 times the other
     */
    static ImageSize fit(ImageSize original, ImageProcessorConfig config) {
        int width = original.width();
        int height = original.height();
        if (Math.max(width, height) > (long) MAX_ASPECT_RATIO * Math.min(width, height)) {
            throw new InvalidImageException(
                    "an image of " + original + " pixels is too long and thin; one side may be at most "
                            + MAX_ASPECT_RATIO + " times the other, so cut it into pieces");
        }
        int factor = config.sizeFactor();
        // rint rounds half to even, as the reference does
        long fitWidth = Math.round(Math.rint(width / (double) factor)) * factor;
        long fitHeight = Math.round(Math.rint(height / (double) factor)) * factor;
        double area = (double) width * height;
        if (fitHeight * fitWidth > config.maxPixels()) {
            double shrink = Math.sqrt(area / config.maxPixels());
            fitWidth = Math.max(factor, (long) Math.floor(width / shrink / factor) * factor);
            fitHeight = Math.max(factor, (long) Math.floor(height / shrink / factor) * factor);
        } else if (fitHeight * fitWidth < config.minPixels()) {
            double grow = Math.sqrt(config.minPixels() / area);
            fitWidth = (long) Math.ceil(width * grow / factor) * factor;
            fitHeight = (long) Math.ceil(height * grow / factor) * factor;
        }
        return new ImageSize(Math.toIntExact(fitWidth), Math.toIntExact(fitHeight));
    }
}
