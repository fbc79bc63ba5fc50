package io.millsight.image.corruption;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Changes contrast around the mean of the image, then brightness. Uses no random numbers.
 *
 * @param contrast factor of the distance from the mean; 1 changes nothing
 * @param shift change of brightness in grey values of 255
 */
public record IntensityChange(double contrast, double shift) implements ImageCorruption {

    public IntensityChange {
        if (!(contrast >= 0 && Math.abs(shift) <= 255)) {
            throw new IllegalArgumentException(
                    "contrast must be at least 0 and a shift from -255 to 255, not " + contrast + " and " + shift);
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        byte[] source = image.pixels();
        double mean = mean(source);
        byte[] table = new byte[256];
        for (int value = 0; value < 256; value++) {
            table[value] = GreyValue.of(mean + contrast * (value - mean) + shift);
        }
        byte[] target = new byte[source.length];
        for (int i = 0; i < source.length; i++) {
            target[i] = table[source[i] & 0xff];
        }
        return new RgbImage(image.width(), image.height(), target);
    }

    private static double mean(byte[] pixels) {
        long sum = 0;
        for (byte pixel : pixels) {
            sum += pixel & 0xff;
        }
        return (double) sum / pixels.length;
    }
}
