package io.millsight.steel.audit;

import java.util.Arrays;
import java.util.Collection;

/** Summary of a set of numbers. */
public record Distribution(double min, double median, double mean, double max) {

    /** Summarises at least one number. */
    static Distribution of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no numbers to summarise");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        double mean = Arrays.stream(sorted).average().orElseThrow();
        return new Distribution(sorted[0], median, mean, sorted[sorted.length - 1]);
    }
}
