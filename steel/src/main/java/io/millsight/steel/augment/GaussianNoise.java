package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.image.corruption.PixelNoise;
import java.util.random.RandomGenerator;

/**
 * Random sensor noise, equal for the three channels of a pixel, so that grey stays grey.
 *
 * @param maxDeviation largest standard deviation in grey values of 255; the deviation of an image is uniform from 0
 */
public record GaussianNoise(double maxDeviation) implements Augmentation {

    public GaussianNoise {
        if (!(maxDeviation >= 0 && maxDeviation <= 255)) {
            throw new IllegalArgumentException("the deviation of noise must be from 0 to 255, not " + maxDeviation);
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        double deviation = maxDeviation * random.nextDouble();
        RgbImage image = new PixelNoise(deviation).apply(sample.image(), random);
        return new Sample(image, sample.defects());
    }
}
