package io.millsight.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Statistic of a set of images that can be computed for any weights of the images. A bootstrap evaluates it many times,
 * in several threads at once, so it should take microseconds and keep nothing.
 */
@FunctionalInterface
public interface Statistic {

    /** Returns the value if image i counts {@code weights[i]} times; empty if it is undefined. */
    OptionalDouble of(int[] weights);

    /** Returns weights that count each image once. */
    static int[] once(int images) {
        int[] weights = new int[images];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Returns the statistic of the mean of one value per image; empty if no image counts. */
    static Statistic mean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ratio(values, ones);
    }

    /** Returns the statistic of the ratio of two sums over the images; empty if the denominator is 0. */
    static Statistic ratio(double[] numerators, double[] denominators) {
        double[] above = numerators.clone();
        double[] below = denominators.clone();
        return weights -> {
            double sumAbove = 0;
            double sumBelow = 0;
            for (int i = 0; i < above.length; i++) {
                sumAbove += weights[i] * above[i];
                sumBelow += weights[i] * below[i];
            }
            return sumBelow == 0 ? OptionalDouble.empty() : OptionalDouble.of(sumAbove / sumBelow);
        };
    }

    /**
     * Returns the statistic of a percentile (nearest rank): the smallest value that is not exceeded by at least this
     * share of the images; empty if no image counts.
     *
     * @param share share above 0 and up to 1
     * @param values one value per image
     * @param counted 1 for images with a value, 0 for images without
     */
    static Statistic percentile(double share, double[] values, double[] counted) {
        int[] ascending = IntStream.range(0, values.length)
                .filter(i -> counted[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] copy = values.clone();
        return weights -> {
            long total = Arrays.stream(ascending).mapToLong(i -> weights[i]).sum();
            long rank = Math.max(1, (long) Math.ceil(share * total));
            long passed = 0;
            for (int i : ascending) {
                passed += weights[i];
                if (passed >= rank) {
                    return OptionalDouble.of(copy[i]);
                }
            }
            return OptionalDouble.empty();
        };
    }
}
