package io.millsight.image.corruption;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Gaussian sensor noise, equal for the three channels of a pixel, so that grey stays grey.
 *
 * @param deviation standard deviation in grey values of 255
 */
public record PixelNoise(double deviation) implements ImageCorruption {

    public PixelNoise {
        if (!(deviation >= 0 && deviation <= 255)) {
            throw new IllegalArgumentException("the deviation of noise must be from 0 to 255, not " + deviation);
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        byte[] source = image.pixels();
        byte[] target = new byte[source.length];
        for (int i = 0; i < source.length; i += 3) {
            double noise = deviation * random.nextGaussian();
            for (int channel = i; channel < i + 3; channel++) {
                target[channel] = GreyValue.of((source[channel] & 0xff) + noise);
            }
        }
        return new RgbImage(image.width(), image.height(), target);
    }
}
