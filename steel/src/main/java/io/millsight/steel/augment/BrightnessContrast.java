package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Another exposure: contrast around the image's mean and then brightness.
 *
 * @param brightness the largest shift up or down, in grey values of 255
 * @param contrast the largest factor of contrast, at least 1; the smallest is its inverse
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
        byte[] source = sample.image().pixels();
        double mean = mean(source);
        byte[] table = new byte[256];
        for (int value = 0; value < 256; value++) {
            table[value] = Grey.of(mean + factor * (value - mean) + shift);
        }
        byte[] target = new byte[source.length];
        for (int i = 0; i < source.length; i++) {
            target[i] = table[source[i] & 0xff];
        }
        RgbImage image = new RgbImage(sample.image().width(), sample.image().height(), target);
        return new Sample(image, sample.defects());
    }

    private static double mean(byte[] pixels) {
        long sum = 0;
        for (byte pixel : pixels) {
            sum += pixel & 0xff;
        }
        return (double) sum / pixels.length;
    }
}
