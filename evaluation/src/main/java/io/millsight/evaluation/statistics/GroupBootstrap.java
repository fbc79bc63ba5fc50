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
 * Confidence intervals by drawing groups of images with replacement (Efron's percentile bootstrap, clustered).
 *
 * <p>Near-duplicate images are not independent evidence: drawing images one by one would make intervals too narrow, so whole groups are
 * drawn. The draws are made once from the seed and shared by all statistics.
 *
 * <p>Thread-safe.
 */
public final class GroupBootstrap {

    /** Fewer groups give no interval: of two groups a quarter of all draws are the one, and a quarter are the other. */
    public static final int LEAST_GROUPS = 3;

    private static final double TAIL = 0.025;

    private final int[][] draws;
    private final int groups;

    /**
     * Makes the draws.
     *
     * @param groupOfImage the name of each image's group; an image alone has a name of its own
     * @param resamples number of draws; 1,000 is customary
     * @param seed the same seed gives the same draws
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

    /** The number of different groups. */
    public int groups() {
        return groups;
    }

    /**
     * The 95 % interval of a statistic's values in all draws; empty for fewer than {@value #LEAST_GROUPS} groups, or where most draws have no value.
     */
    public Optional<ConfidenceInterval> interval(Statistic statistic) {
        if (groups < LEAST_GROUPS) {
            return Optional.empty();
        }
        double[] values = Arrays.stream(draws)
                .map(statistic::of)
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        if (values.length <= draws.length / 2) {
            return Optional.empty();
        }
        return Optional.of(new ConfidenceInterval(quantile(values, TAIL), quantile(values, 1 - TAIL)));
    }

    /** Linear between the two nearest of the sorted values. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
