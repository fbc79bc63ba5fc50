package io.millsight.evaluation.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Confidence intervals by a cluster bootstrap: groups of images are drawn with replacement (Efron's percentile
 * bootstrap).
 *
 * <p>Near-duplicate images are not independent, so drawing single images would make the intervals too narrow. The
 * resamples are drawn once from the seed and shared by all statistics.
 *
 * <p>Thread-safe.
 */
public final class GroupBootstrap {

    /** Smallest number of groups for an interval. With two groups, half of all resamples contain only one of them. */
    public static final int MIN_GROUPS = 3;

    private static final double TAIL = 0.025;

    private final int[][] draws;
    private final int groups;

    /**
     * Draws the resamples.
     *
     * @param groupOfImage group name of each image; a single image has a name of its own
     * @param resamples number of resamples, usually 1,000
     * @param seed the same seed gives the same resamples
     */
    public GroupBootstrap(List<String> groupOfImage, int resamples, long seed) {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int image = 0; image < groupOfImage.size(); image++) {
            members.computeIfAbsent(groupOfImage.get(image), name -> new ArrayList<>())
                    .add(image);
        }
        List<List<Integer>> byGroup = List.copyOf(members.values());
        groups = byGroup.size();
        draws = new int[resamples][groupOfImage.size()];
        Random random = new Random(seed);
        for (int[] weights : draws) {
            for (int drawn = 0; drawn < groups; drawn++) {
                for (int image : byGroup.get(random.nextInt(groups))) {
                    weights[image]++;
                }
            }
        }
    }

    /** Returns the number of groups. */
    public int groups() {
        return groups;
    }

    /**
     * Returns the 95 % interval of a statistic. Empty for fewer than {@value #MIN_GROUPS} groups, or if most
     * resamples have no value.
     */
    public Optional<ConfidenceInterval> interval(Statistic statistic) {
        if (groups < MIN_GROUPS) {
            return Optional.empty();
        }
        double[] values = Arrays.stream(draws)
                .parallel()
                .map(statistic::of)
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        if (values.length <= draws.length / 2) {
            return Optional.empty();
        }
        return Optional.of(new ConfidenceInterval(quantile(values, TAIL), quantile(values, 1 - TAIL)));
    }

    /**
     * Returns the two-sided p-value of the difference between two statistics of the same images: twice the share of
     * resamples in which the difference has the rarer sign or is 0, with one resample more for what was observed (Efron and
     * Tibshirani 1993, chapter 16). Unlike a permutation, it never mixes the answers of two models. Empty for fewer than
     * {@value #MIN_GROUPS} groups, or if most resamples lack a value.
     */
    public OptionalDouble pValue(Statistic first, Statistic second) {
        double[] differences = groups < MIN_GROUPS
                ? new double[0]
                : Arrays.stream(draws)
                        .parallel()
                        .mapToDouble(weights -> second.of(weights).orElse(Double.NaN)
                                - first.of(weights).orElse(Double.NaN))
                        .filter(difference -> !Double.isNaN(difference))
                        .toArray();
        if (differences.length <= draws.length / 2) {
            return OptionalDouble.empty();
        }
        long notAbove = Arrays.stream(differences).filter(value -> value <= 0).count();
        long notBelow = Arrays.stream(differences).filter(value -> value >= 0).count();
        return OptionalDouble.of(Math.min(1, 2.0 * (Math.min(notAbove, notBelow) + 1) / (differences.length + 1)));
    }

    /** Interpolates linearly between the two nearest values. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
