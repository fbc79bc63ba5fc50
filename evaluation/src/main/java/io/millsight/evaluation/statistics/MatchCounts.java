package io.millsight.evaluation.statistics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How often something was found, wrongly claimed, and missed; 0/0 is 0.
 *
 * @param truePositives claimed and true
 * @param falsePositives claimed and not true
 * @param falseNegatives true and not claimed
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

    /** Number of true things. */
    public long positives() {
        return truePositives + falseNegatives;
    }

    /** Number of claims. */
    public long predictions() {
        return truePositives + falsePositives;
    }

    /** The share of claims that are true. */
    public double precision() {
        return ratio(truePositives, predictions());
    }

    /** The share of true things that were claimed. */
    public double recall() {
        return ratio(truePositives, positives());
    }

    /** The harmonic mean of precision and recall. */
    public double f1() {
        double sum = precision() + recall();
        return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }

    /** The counts of all, summed: the basis of micro averages. */
    public static MatchCounts sum(List<MatchCounts> counts) {
        return counts.stream().reduce(NONE, MatchCounts::plus);
    }

    /** The macro average over the counts of what occurs; empty where nothing does. */
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
