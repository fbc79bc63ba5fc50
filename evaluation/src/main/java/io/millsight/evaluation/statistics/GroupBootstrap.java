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
 * drawn. The draws are made once from the seed and shared by all statistics and all models on the same images, which is what makes the
 * comparison of two models a paired one.
 *
 * <p>Thread-safe.
 */
public final class GroupBootstrap {

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

    public int resamples() {
        return draws.length;
    }

    /** The values of a statistic in all draws, from which everything else is told; the one thing here that takes time. */
    public List<OptionalDouble> sample(Statistic statistic) {
        return Arrays.stream(draws).map(statistic::of).toList();
    }

    /** The 95 % interval of a statistic's values in all draws; empty for fewer than two groups, or where most draws have no value. */
    public Optional<Interval> interval(List<OptionalDouble> sample) {
        double[] values =
                sample.stream().flatMapToDouble(OptionalDouble::stream).sorted().toArray();
        if (groups < 2 || values.length <= draws.length / 2) {
            return Optional.empty();
        }
        return Optional.of(new Interval(quantile(values, TAIL), quantile(values, 1 - TAIL)));
    }

    /**
     * The two-sided p-value of the hypothesis that two statistics of the same images are equal: twice the share of draws in which the
     * difference changes its sign or vanishes. Empty where {@link #interval} would be. Never below 2 / (resamples + 1).
     *
     * @param first values of one in all draws
     * @param second values of the other in the same draws
     */
    public OptionalDouble pValue(List<OptionalDouble> first, List<OptionalDouble> second) {
        int atMostZero = 0;
        int atLeastZero = 0;
        int defined = 0;
        for (int draw = 0; draw < draws.length; draw++) {
            OptionalDouble a = first.get(draw);
            OptionalDouble b = second.get(draw);
            if (a.isPresent() && b.isPresent()) {
                double difference = b.getAsDouble() - a.getAsDouble();
                atMostZero += difference <= 0 ? 1 : 0;
                atLeastZero += difference >= 0 ? 1 : 0;
                defined++;
            }
        }
        if (groups < 2 || defined <= draws.length / 2) {
            return OptionalDouble.empty();
        }
        double tail = (Math.min(atMostZero, atLeastZero) + 1.0) / (defined + 1.0);
        return OptionalDouble.of(Math.min(1, 2 * tail));
    }

    /** Linear between the two nearest of the sorted values. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
