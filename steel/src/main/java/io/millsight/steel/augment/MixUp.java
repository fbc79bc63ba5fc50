package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.Defect;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Blends two images of one size, and keeps the defects of both (Zhang et al. 2018, arXiv 1710.09412). The share is drawn from Beta(8, 8). */
public final class MixUp {

    private static final int ORDER = 8; // of the beta distribution

    private MixUp() {}

    /** Blends with a random share. */
    public static Sample draw(Sample one, Sample other, RandomGenerator random) {
        return blend(one, other, share(random));
    }

    /** Draws from Beta(8, 8): the middle one of fifteen uniform numbers. */
    private static double share(RandomGenerator random) {
        double[] numbers = random.doubles(2 * ORDER - 1).toArray();
        Arrays.sort(numbers);
        return numbers[ORDER - 1];
    }

    static Sample blend(Sample one, Sample other, double share) {
        byte[] first = one.image().pixels();
        byte[] second = other.image().pixels();
        byte[] pixels = new byte[first.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (int) ((first[i] & 0xff) * share + (second[i] & 0xff) * (1 - share) + 0.5);
        }
        List<Defect> defects =
                Stream.concat(one.defects().stream(), other.defects().stream()).toList();
        return new Sample(new RgbImage(one.image().width(), one.image().height(), pixels), defects);
    }
}
