package io.millsight.runs;

import java.util.stream.IntStream;

/** Chooses some of many things, evenly over all. */
public final class EvenPlaces {

    private EvenPlaces() {}

    /**
     * Returns rising places from 0 to size - 1.
     *
     * @param most how many places; all, if there are not so many
     */
    public static IntStream of(int size, int most) {
        int count = Math.min(most, size);
        return IntStream.range(0, count).map(i -> (int) ((long) i * size / count));
    }
}
