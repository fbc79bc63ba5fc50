package io.millsight.evaluation.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Tests whether two sets of answers to the same images differ by more than chance (approximate randomisation, Noreen 1989). If both were equally
 * good, it would not matter whose answers to a group of images are whose; so the answers are exchanged group by group, and the difference that was
 * observed is compared with those that such exchanges give.
 *
 * <p>The test makes no assumption about the statistic. Up to {@value #EXHAUSTIVE} groups all exchanges are made, and the p-value is exact; beyond, as
 * many as asked for are drawn from a seed, and the observed one counts among them. So a p-value is never below {@link #smallest}.
 *
 * <p>Thread-safe.
 */
public final class PermutationTest {

    /** All exchanges of so many groups are 4,096 different ones, which take seconds for the slowest of measures. */
    private static final int EXHAUSTIVE = 13;

    /** A difference that misses the observed one by a rounding error is as large. */
    private static final double ROUNDING = 1e-12;

    private final int[] groupOfImage;
    private final int groups;
    private final List<boolean[]> exchanges = new ArrayList<>();

    /**
     * Prepares the exchanges.
     *
     * @param groupOfImage the name of each image's group; an image alone has a name of its own
     * @param draws number of exchanges where there are too many groups for all of them
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

    /** Exchanging what another one leaves gives the same difference with the other sign, so the last group always stays. */
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
        exchanges.add(new boolean[groups]); // as observed
        for (int draw = 0; draw < draws; draw++) {
            boolean[] exchanged = new boolean[groups];
            for (int group = 0; group < groups; group++) {
                exchanged[group] = random.nextBoolean();
            }
            exchanges.add(exchanged);
        }
    }

    /**
     * The smallest p-value that can come out.
     *
     * @param groups number of different groups
     * @param draws number of exchanges where there are too many groups for all of them
     */
    public static double smallest(int groups, int draws) {
        return groups <= EXHAUSTIVE ? Math.min(1, 2 / Math.pow(2, groups)) : 1.0 / (draws + 1);
    }

    /**
     * The two-sided p-value of the hypothesis that both sets of answers are equally good: the share of exchanges with a difference as large as the
     * observed one. An exchange after which one side has no value counts as one. Empty for fewer than two groups, and where an observed value is
     * missing.
     *
     * @param both of the answers of both: those of the first to image i have the index 2 i, those of the second 2 i + 1
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
        long asLarge = exchanges.stream()
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

    /** @param side 0 for the first set of answers, 1 for the second */
    private int[] weights(boolean[] exchanged, int side) {
        int[] weights = new int[2 * groupOfImage.length];
        for (int image = 0; image < groupOfImage.length; image++) {
            int taken = exchanged[groupOfImage[image]] ? 1 - side : side;
            weights[2 * image + taken] = 1;
        }
        return weights;
    }
}
