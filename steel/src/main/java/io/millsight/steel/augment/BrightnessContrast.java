package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.image.corruption.IntensityChange;
import java.util.random.RandomGenerator;

/**
 * Random change of contrast around the image's mean, and of brightness.
 *
 * @param brightness largest change of brightness in grey values of 255
 * @param contrast largest factor of contrast, at least 1; the smallest factor is its inverse
 */
public record BrightnessContrast(double brightness, double contrast) implements Augmentation {

    public BrightnessContrast {
        if (!(brightness >= 0 && brightness <= 255 && contrast >= 1)) {
            throw new IllegalArgumentException(
                    "brightness must be from 0 to 255 and contrast at least 1, not " + brightness + " and " + contrast);
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        double shift = brightness * (2 * random.nextDouble() - 1);
        double factor = Math.pow(contrast, 2 * random.nextDouble() - 1);
        RgbImage image = new IntensityChange(factor, shift).apply(sample.image(), random);
        return new Sample(image, sample.defects());
    }
}
