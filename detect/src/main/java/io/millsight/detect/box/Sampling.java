package io.millsight.detect.box;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Picks the boxes of an image that the losses are computed of: some that belong to annotations, and for the rest background.
 *
 * @param count of boxes that are picked, if there are as many
 * @param positiveShare largest share of boxes that belong to annotations
 */
public record Sampling(int count, double positiveShare) {

    /** Picks items by chance. */
    @FunctionalInterface
    public interface Draw {

        /** Returns different numbers from 0 to {@code available - 1}; {@code wanted} is at most {@code available}. */
        int[] draw(int available, int wanted);

        /** Draws with equal chances. */
        static Draw of(SplittableRandom random) {
            return (available, wanted) -> {
                int[] items = IntStream.range(0, available).toArray();
                for (int i = 0; i < wanted; i++) { // a shuffle that ends when enough is shuffled
                    int other = random.nextInt(i, available);
                    int item = items[other];
                    items[other] = items[i];
                    items[i] = item;
                }
                return Arrays.copyOf(items, wanted);
            };
        }
    }

    /**
     * The picked boxes.
     *
     * @param positive indices of boxes that belong to annotations, rising
     * @param all indices of all picked boxes, rising
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    public record Sample(int[] positive, int[] all) {}

    /**
     * Picks boxes.
     *
     * @param matched of each box, as {@link Matching} returns it
     */
    public Sample pick(int[] matched, Draw draw) {
        int[] positive =
                IntStream.range(0, matched.length).filter(i -> matched[i] >= 0).toArray();
        int[] background = IntStream.range(0, matched.length)
                .filter(i -> matched[i] == Matching.BACKGROUND)
                .toArray();
        int[] pickedPositive = pick(positive, (int) (count * positiveShare), draw);
        int[] pickedBackground = pick(background, count - pickedPositive.length, draw);
        int[] all = IntStream.concat(Arrays.stream(pickedPositive), Arrays.stream(pickedBackground))
                .sorted()
                .toArray();
        Arrays.sort(pickedPositive);
        return new Sample(pickedPositive, all);
    }

    private static int[] pick(int[] items, int atMost, Draw draw) {
        int[] drawn = draw.draw(items.length, Math.min(items.length, atMost));
        return Arrays.stream(drawn).map(i -> items[i]).toArray();
    }
}
