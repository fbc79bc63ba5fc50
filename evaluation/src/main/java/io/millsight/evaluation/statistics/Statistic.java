package io.millsight.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A number that describes a set of images and can be computed for any multiset of them, from what was prepared per image. It is what
 * a bootstrap asks for again and again, so it should cost microseconds.
 */
@FunctionalInterface
public interface Statistic {

    /**
     * The value where image i counts {@code weights[i]} times; empty where there is nothing to average over.
     */
    OptionalDouble of(int[] weights);

    /** Weights that count each image once. */
    static int[] once(int images) {
        int[] weights = new int[images];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** The mean of one value an image; empty where no image counts. */
    static Statistic mean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ratio(values, ones);
    }

    /** The sum of one value an image over the sum of another; empty where the latter is 0. */
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
     * The smallest value that at least this share of the images does not exceed (nearest rank); empty where no image counts.
     *
     * @param share above 0 and up to 1
     * @param counted 1 for an image that has a value, 0 for one that has none
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
