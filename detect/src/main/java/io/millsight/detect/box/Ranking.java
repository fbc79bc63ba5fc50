package io.millsight.detect.box;

import java.util.Arrays;

/** Orders items by falling score. Items with equal scores keep their order. */
public final class Ranking {

    private static final int SIGN = 0x80000000;
    private static final long LOW_HALF = 0xffffffffL;

    private Ranking() {}

    /** Returns the indices of all scores by falling score. */
    public static int[] byFallingScore(float[] scores) {
        // The upper half of a key is the score as an integer that falls while the score rises; the lower half is the
        // index. Sorting numbers is
        // several times as fast as sorting objects.
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(scores[i] + 0f); // turns −0 into 0, which has the same rank
            int rising = bits >= 0 ? bits : ~bits ^ SIGN;
            keys[i] = ((long) ~rising << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) (keys[i] & LOW_HALF);
        }
        return order;
    }

    /** Returns the indices of the largest scores by falling score, at most a number of them. */
    public static int[] best(float[] scores, int count) {
        int[] order = byFallingScore(scores);
        return order.length <= count ? order : Arrays.copyOf(order, count);
    }
}
