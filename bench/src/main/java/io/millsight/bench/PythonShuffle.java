package io.millsight.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Shuffles as {@code random.Random(0).shuffle} of Python does, so that a peer written in Python meets the same images in the same order. It is the
 * Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), seeded by an array of one zero.
 */
final class PythonShuffle {

    private static final int N = 624;
    private static final int M = 397;
    private static final int UPPER_BIT = 0x80000000;
    private static final int LOWER_BITS = 0x7fffffff;
    private static final int TWIST = 0x9908b0df;
    private static final int ARRAY_SEED = 19650218;

    private final int[] state = new int[N];
    private int next = N;

    private PythonShuffle() {
        state[0] = ARRAY_SEED;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * mixed(i - 1) + i;
        }
        int i = 1;
        for (int k = 0; k < N; k++) { // the key has one element, a zero with index zero: nothing to add
            state[i] ^= mixed(i - 1) * 1664525;
            i = following(i);
        }
        for (int k = 0; k < N - 1; k++) {
            state[i] = (state[i] ^ mixed(i - 1) * 1566083941) - i;
            i = following(i);
        }
        state[0] = UPPER_BIT;
    }

    private int mixed(int index) {
        return state[index] ^ (state[index] >>> 30);
    }

    private int following(int index) {
        if (index + 1 < N) {
            return index + 1;
        }
        state[0] = state[N - 1];
        return 1;
    }

    /** A shuffled copy. */
    static <T> List<T> of(List<T> items) {
        PythonShuffle random = new PythonShuffle();
        List<T> shuffled = new ArrayList<>(items);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, random.below(i + 1));
        }
        return shuffled;
    }

    /** Uniform over 0 … bound − 1. */
    private int below(int bound) {
        int unusedBits = Integer.numberOfLeadingZeros(bound);
        int drawn = word() >>> unusedBits;
        while (drawn >= bound) {
            drawn = word() >>> unusedBits;
        }
        return drawn;
    }

    private int word() {
        if (next == N) {
            regenerate();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void regenerate() {
        for (int i = 0; i < N; i++) {
            int y = (state[i] & UPPER_BIT) | (state[(i + 1) % N] & LOWER_BITS);
            state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : TWIST);
        }
        next = 0;
    }
}
