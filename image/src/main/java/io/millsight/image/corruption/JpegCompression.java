package io.millsight.image.corruption;

import io.millsight.image.ImageFile;
import io.millsight.image.JpegEncoder;
import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Compresses an image as JPEG and decodes it again. Uses no random numbers.
 *
 * @param quality quality from 1 to 100, as in image editors
 */
public record JpegCompression(int quality) implements ImageCorruption {

    private static final int FULL_QUALITY = 100;

    public JpegCompression {
        if (quality < 1 || quality > FULL_QUALITY) {
            throw new IllegalArgumentException("the quality of a JPEG is from 1 to 100, not " + quality);
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        byte[] bytes = JpegEncoder.encode(image.toBufferedImage(), quality);
        return ImageFile.read(bytes, "an image compressed in memory");
    }
}
