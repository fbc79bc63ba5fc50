package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Multiplies all grey values with one random factor.
 *
 * @param range the factor is drawn from 1 − range to 1 + range
 */
public record BrightnessFactor(double range) {

    /** Draws a factor. */
    public Sample draw(Sample sample, RandomGenerator random) {
        return apply(sample, 1 + range * (2 * random.nextDouble() - 1));
    }

    /** Multiplies, clips to 255 and rounds down. */
    public static Sample apply(Sample sample, double factor) {
        byte[] table = new byte[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (byte) (int) Math.min(255, value * factor);
        }
        byte[] source = sample.image().pixels();
        byte[] target = new byte[source.length];
        for (int i = 0; i < target.length; i++) {
            target[i] = table[source[i] & 0xff];
        }
        return new Sample(new RgbImage(sample.image().width(), sample.image().height(), target), sample.defects());
    }
}
