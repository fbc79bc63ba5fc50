package io.millsight.detect.yolo;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Decides which candidates of one image learn which annotated box: a simplified optimal transport assignment (Ge et al. 2021, YOLOX, section 2.1,
 * SimOTA). Each box takes as many of the cheapest candidates as the sum of its largest overlaps says; a candidate that several boxes take goes to the
 * cheapest of them. Of equal candidates, and of equal boxes, the first is taken.
 */
final class OtaAssignment {

    static final int NONE = -1;

    private static final int OVERLAPS = 10; // largest overlaps that count
    private static final double OVERLAP_WEIGHT = 3;
    private static final double SMALL = 1e-8;
    private static final double LARGEST_PROBABILITY = 1 - 1e-7; // its logarithm of odds is finite in float32

    private OtaAssignment() {}

    /**
     * Assigns candidates.
     *
     * @param overlaps IoU of each box (first axis) and each candidate's prediction
     * @param costs of each box and candidate, as {@link #cost}
     * @return for each candidate the place of its box, or {@link #NONE}
     */
    static int[] assign(float[][] overlaps, float[][] costs) {
        int candidates = overlaps.length == 0 ? 0 : overlaps[0].length;
        int[] assigned = new int[candidates];
        Arrays.fill(assigned, NONE);
        for (int box = 0; box < overlaps.length; box++) {
            float[] cost = costs[box];
            int[] cheapest = IntStream.range(0, candidates)
                    .boxed()
                    .sorted(Comparator.comparingDouble(candidate -> cost[candidate]))
                    .limit(count(overlaps[box]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int candidate : cheapest) {
                int other = assigned[candidate];
                assigned[candidate] = other == NONE ? box : cheapestOf(costs, candidate);
            }
        }
        return assigned;
    }

    private static int cheapestOf(float[][] costs, int candidate) {
        int best = 0;
        for (int box = 1; box < costs.length; box++) {
            if (costs[box][candidate] < costs[best][candidate]) {
                best = box;
            }
        }
        return best;
    }

    /** Returns how many candidates a box takes: the sum of its largest overlaps, rounded down, at least one. */
    static int count(float[] overlaps) {
        float[] sorted = overlaps.clone();
        Arrays.sort(sorted);
        float sum = 0;
        for (int i = sorted.length - 1; i >= Math.max(0, sorted.length - OVERLAPS); i--) {
            sum += sorted[i];
        }
        return Math.max(1, (int) sum);
    }

    /**
     * Returns the cost of a candidate for a box: the binary cross-entropy of the probabilities of types, and the logarithm of the overlap.
     *
     * @param probabilities of the candidate, one for each type: √(P(type) · P(object))
     * @param type of the box
     */
    static float cost(double[] probabilities, int type, float overlap) {
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double p = Math.min(probabilities[i], LARGEST_PROBABILITY);
            sum -= i == type ? Math.log(p) : Math.log1p(-p);
        }
        return (float) (sum - OVERLAP_WEIGHT * Math.log(overlap + SMALL));
    }
}
