package io.millsight.evaluation.statistics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Counts of matched predictions. A ratio 0/0 is 0.
 *
 * @param truePositives predictions that match the ground truth
 * @param falsePositives predictions without match
 * @param falseNegatives ground truth without match
 */
public record MatchCounts(long truePositives, long falsePositives, long falseNegatives) {

    public static final MatchCounts NONE = new MatchCounts(0, 0, 0);

    public MatchCounts plus(MatchCounts other) {
        return new MatchCounts(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                falseNegatives + other.falseNegatives);
    }

    public MatchCounts times(int factor) {
        return new MatchCounts(truePositives * factor, falsePositives * factor, falseNegatives * factor);
    }

    /** Returns the number of ground-truth items. */
    public long positives() {
        return truePositives + falseNegatives;
    }

    /** Returns the number of predictions. */
    public long predictions() {
        return truePositives + falsePositives;
    }

    /** Returns the share of predictions that match. */
    public double precision() {
        return ratio(truePositives, predictions());
    }

    /** Returns the share of ground-truth items that were predicted. */
    public double recall() {
        return ratio(truePositives, positives());
    }

    /** Returns the harmonic mean of precision and recall. */
    public double f1() {
        double sum = precision() + recall();
        return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }

    /** Returns the sum of counts, the basis of micro averages. */
    public static MatchCounts sum(List<MatchCounts> counts) {
        return counts.stream().reduce(NONE, MatchCounts::plus);
    }

    /** Returns the macro average over the classes that occur in the ground truth; empty if there are none. */
    public static OptionalDouble macroOverOccurring(List<MatchCounts> counts, ToDoubleFunction<MatchCounts> ratio) {
        return counts.stream()
                .filter(count -> count.positives() > 0)
                .mapToDouble(ratio)
                .average();
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
