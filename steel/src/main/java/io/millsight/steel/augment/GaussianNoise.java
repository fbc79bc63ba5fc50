package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Noise of a camera: the same for the three channels of a pixel, so that grey stays grey.
 *
 * @param maxDeviation the largest standard deviation in grey values of 255; each image draws its own, evenly from 0
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
        byte[] source = sample.image().pixels();
        byte[] target = new byte[source.length];
        for (int i = 0; i < source.length; i += 3) {
            double noise = deviation * random.nextGaussian();
            for (int channel = i; channel < i + 3; channel++) {
                target[channel] = Grey.of((source[channel] & 0xff) + noise);
            }
        }
        RgbImage image = new RgbImage(sample.image().width(), sample.image().height(), target);
        return new Sample(image, sample.defects());
    }
}
