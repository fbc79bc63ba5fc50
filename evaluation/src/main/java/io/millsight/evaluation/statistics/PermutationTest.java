package io.millsight.evaluation.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Paired permutation test of the difference between two models on the same images (approximate randomisation, Noreen
 * 1989). Under the null hypothesis both models are equally good, so their answers can be exchanged. The answers are
 * exchanged per group of images, and the observed difference is compared with the differences after such exchanges.
 *
 * <p>The test makes no assumption about the statistic. Up to 13 groups, all exchanges are computed
 * and the p-value is exact. For more groups, random exchanges are drawn from a seed, and the observed difference counts
 * as one of them. The p-value is therefore never below {@link #smallest}.
 *
 * <p>Thread-safe.
 */
public final class PermutationTest {

    /** With this number of groups there are 4,096 different exchanges, which take seconds for the slowest measure. */
    private static final int EXHAUSTIVE = 13;

    /** Differences that are smaller only by a rounding error count as equal. */
    private static final double ROUNDING = 1e-12;

    private final int[] groupOfImage;
    private final int groups;
    private final List<boolean[]> exchanges = new ArrayList<>();

    /**
     * Prepares the exchanges.
     *
     * @param groupOfImage group name of each image; a single image has a name of its own
     * @param draws number of random exchanges if there are too many groups for all
     * @param seed the same seed gives the same exchanges
     */
    public PermutationTest(List<String> groupOfImage, int draws, long seed) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        this.groupOfImage = groupOfImage.stream()
                .mapToInt(name -> {
                    numbers.putIfAbsent(name, numbers.size());
                    return numbers.getOrDefault(name, 0);
                })
                .toArray();
        groups = numbers.size();
        if (groups <= EXHAUSTIVE) {
            addAll();
        } else {
            addDrawn(draws, seed);
        }
    }

    /**
     * Adds all exchanges. The complementary exchange gives the same difference with the other sign, so the last group
     * is never exchanged.
     */
    private void addAll() {
        int different = groups == 0 ? 0 : 1 << (groups - 1);
        for (int pattern = 0; pattern < different; pattern++) {
            boolean[] exchanged = new boolean[groups];
            for (int group = 0; group < groups - 1; group++) {
                exchanged[group] = (pattern >> group & 1) == 1;
            }
            exchanges.add(exchanged);
        }
    }

    private void addDrawn(int draws, long seed) {
        Random random = new Random(seed);
        exchanges.add(new boolean[groups]); // the observed difference
        for (int draw = 0; draw < draws; draw++) {
            boolean[] exchanged = new boolean[groups];
            for (int group = 0; group < groups; group++) {
                exchanged[group] = random.nextBoolean();
            }
            exchanges.add(exchanged);
        }
    }

    /**
     * Returns the smallest possible p-value.
     *
     * @param groups number of groups
     * @param draws number of random exchanges if there are too many groups for all
     */
    public static double smallest(int groups, int draws) {
        return groups <= EXHAUSTIVE ? Math.min(1, 2 / Math.pow(2, groups)) : 1.0 / (draws + 1);
    }

    /**
     * Returns the two-sided p-value: the share of exchanges with at least the observed difference. An exchange without
     * a value for one model counts as well. Empty for fewer than two groups, or if an observed value is missing.
     *
     * @param both statistic of the answers of both models: index 2 i for the first model and image i, index 2 i + 1 for
     *     the second
     */
    public OptionalDouble pValue(Statistic both) {
        if (groups < 2) {
            return OptionalDouble.empty();
        }
        OptionalDouble observed = difference(both, new boolean[groups]);
        if (observed.isEmpty()) {
            return OptionalDouble.empty();
        }
        double least = observed.getAsDouble() - ROUNDING;
        long asLarge = exchanges.parallelStream()
                .filter(exchanged -> difference(both, exchanged).orElse(Double.POSITIVE_INFINITY) >= least)
                .count();
        return OptionalDouble.of((double) asLarge / exchanges.size());
    }

    private OptionalDouble difference(Statistic both, boolean[] exchanged) {
        OptionalDouble first = both.of(weights(exchanged, 0));
        OptionalDouble second = both.of(weights(exchanged, 1));
        return first.isPresent() && second.isPresent()
                ? OptionalDouble.of(Math.abs(second.getAsDouble() - first.getAsDouble()))
                : OptionalDouble.empty();
    }

    /** @param side 0 for the first model, 1 for the second */
    private int[] weights(boolean[] exchanged, int side) {
        int[] weights = new int[2 * groupOfImage.length];
        for (int image = 0; image < groupOfImage.length; image++) {
            int taken = exchanged[groupOfImage[image]] ? 1 - side : side;
            weights[2 * image + taken] = 1;
        }
        return weights;
    }
}
