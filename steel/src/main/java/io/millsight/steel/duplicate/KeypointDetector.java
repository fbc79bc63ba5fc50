package io.millsight.steel.duplicate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds the landmarks of a texture: its local extremes, described by comparisons of pixel pairs (BRIEF: Calonder, Lepetit, Strecha and
 * Fua, "BRIEF: Binary Robust Independent Elementary Features", ECCV 2010).
 *
 * <p>A spot that resembles another spot of the same image is left out, since it could not tell where it is. A regular pattern therefore
 * has no landmarks, nor has a flat surface or the middle of a straight scratch.
 */
final class KeypointDetector {

    /** The compared pixels lie within this distance of the spot, in each direction. */
    static final int REACH = 10;

    /** No larger value lies within this distance. */
    private static final int EXTREME_RADIUS = 5;

    /** Fainter extremes are noise. */
    private static final int LEAST_VALUE = TextureImage.UNIT;

    /** More of them are not needed to recognise an image; the strongest are kept. */
    private static final int MOST = 400;

    private static final int BITS = 256;

    /** For each bit the places of the two pixels: x, y, x, y. The same in every run, or nothing could be compared. */
    private final int[] pairs =
            new SplittableRandom(20100905).ints(4 * BITS, -REACH, REACH + 1).toArray();

    List<Keypoint> detect(TextureImage image) {
        List<Keypoint> spots = new ArrayList<>();
        for (int y = REACH; y < image.height() - REACH; y++) {
            for (int x = REACH; x < image.width() - REACH; x++) {
                if (Math.abs(image.value(x, y)) >= LEAST_VALUE && isExtreme(image, x, y)) {
                    spots.add(describe(image, x, y));
                }
            }
        }
        spots.sort(Comparator.comparingInt(spot -> -Math.abs(image.value(spot.x(), spot.y()))));
        List<Keypoint> strongest = spots.subList(0, Math.min(spots.size(), MOST));
        return strongest.stream()
                .filter(spot -> resemblesOnlyItself(spot, strongest))
                .toList();
    }

    private static boolean isExtreme(TextureImage image, int x, int y) {
        int value = image.value(x, y);
        int sign = Integer.signum(value);
        for (int j = y - EXTREME_RADIUS; j <= y + EXTREME_RADIUS; j++) {
            for (int i = x - EXTREME_RADIUS; i <= x + EXTREME_RADIUS; i++) {
                int difference = sign * (image.value(i, j) - value);
                // Of equal values the first in reading order is the extreme.
                boolean before = j < y || (j == y && i < x);
                if (difference > 0 || (difference == 0 && before)) {
                    return false;
                }
            }
        }
        return true;
    }

    private Keypoint describe(TextureImage image, int x, int y) {
        return new Keypoint(
                x, y, bits(image, x, y, 0), bits(image, x, y, 1), bits(image, x, y, 2), bits(image, x, y, 3));
    }

    private long bits(TextureImage image, int x, int y, int word) {
        long bits = 0;
        for (int bit = word * Long.SIZE; bit < (word + 1) * Long.SIZE; bit++) {
            int at = 4 * bit;
            int one = image.value(x + pairs[at], y + pairs[at + 1]);
            int other = image.value(x + pairs[at + 2], y + pairs[at + 3]);
            bits = (bits << 1) | (one < other ? 1 : 0);
        }
        return bits;
    }

    private static boolean resemblesOnlyItself(Keypoint spot, List<Keypoint> all) {
        return all.stream().filter(spot::resembles).limit(2).count() == 1;
    }
}
