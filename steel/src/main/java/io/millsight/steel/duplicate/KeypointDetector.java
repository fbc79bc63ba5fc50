package io.millsight.steel.duplicate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Detects the keypoints of a texture: local extrema with BRIEF descriptors (Calonder, Lepetit, Strecha and Fua, "BRIEF:
 * Binary Robust Independent Elementary Features", ECCV 2010).
 *
 * <p>A keypoint that resembles another keypoint of the same image is dropped, because its position would be ambiguous.
 * Regular patterns, flat surfaces and the middle of straight scratches therefore have no keypoints.
 */
final class KeypointDetector {

    /** Largest distance of the compared pixels from the keypoint, in each direction. */
    static final int REACH = 10;

    /** Radius in which an extremum has no larger value. */
    private static final int EXTREME_RADIUS = 5;

    /** Extrema with smaller values are noise. */
    private static final int MIN_VALUE = TextureImage.UNIT;

    /** Largest number of keypoints per image. The strongest are kept. */
    private static final int MAX_KEYPOINTS = 400;

    private static final int BITS = 256;

    /** Positions of the two compared pixels of each bit: x, y, x, y. They must be the same in every run. */
    private final int[] pairs =
            new SplittableRandom(20100905).ints(4 * BITS, -REACH, REACH + 1).toArray();

    List<Keypoint> detect(TextureImage image) {
        List<Keypoint> keypoints = new ArrayList<>();
        for (int y = REACH; y < image.height() - REACH; y++) {
            for (int x = REACH; x < image.width() - REACH; x++) {
                if (Math.abs(image.value(x, y)) >= MIN_VALUE && isExtreme(image, x, y)) {
                    keypoints.add(describe(image, x, y));
                }
            }
        }
        keypoints.sort(Comparator.comparingInt(keypoint -> -Math.abs(image.value(keypoint.x(), keypoint.y()))));
        List<Keypoint> strongest = keypoints.subList(0, Math.min(keypoints.size(), MAX_KEYPOINTS));
        return strongest.stream()
                .filter(keypoint -> resemblesOnlyItself(keypoint, strongest))
                .toList();
    }

    private static boolean isExtreme(TextureImage image, int x, int y) {
        int value = image.value(x, y);
        int sign = Integer.signum(value);
        for (int j = y - EXTREME_RADIUS; j <= y + EXTREME_RADIUS; j++) {
            for (int i = x - EXTREME_RADIUS; i <= x + EXTREME_RADIUS; i++) {
                int difference = sign * (image.value(i, j) - value);
                // Of equal values, the first in reading order is the extremum.
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

    private static boolean resemblesOnlyItself(Keypoint keypoint, List<Keypoint> all) {
        return all.stream().filter(keypoint::resembles).limit(2).count() == 1;
    }
}
