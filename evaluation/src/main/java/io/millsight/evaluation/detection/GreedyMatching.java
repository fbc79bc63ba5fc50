package io.millsight.evaluation.detection;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** COCO's matching: each claimed box, best first, takes the free true box that it overlaps most. */
final class GreedyMatching {

    /** In place of a true box's index: none. */
    static final int UNMATCHED = -1;

    private GreedyMatching() {}

    /**
     * For each claimed box the index of the true box that it takes, or {@link #UNMATCHED}.
     *
     * @param ranked claimed boxes, best first
     * @param counts whether a true box counts; one that does not is taken only where no other matches. A flagged one may be taken by
     *     any number of claims
     * @param minimalIou at least this overlap makes a match; on equal overlap the later true box is taken
     */
    static int[] match(
            List<PredictedBox> ranked,
            List<GroundTruthBox> groundTruth,
            Predicate<GroundTruthBox> counts,
            double minimalIou) {
        boolean[] taken = new boolean[groundTruth.size()];
        int[] matches = new int[ranked.size()];
        Arrays.fill(matches, UNMATCHED);
        for (int i = 0; i < matches.length; i++) {
            Rectangle box = ranked.get(i).box();
            int best = bestFree(box, groundTruth, taken, counts, minimalIou);
            if (best == UNMATCHED) {
                best = bestFree(box, groundTruth, taken, counts.negate(), minimalIou);
            }
            if (best != UNMATCHED) {
                taken[best] = groundTruth.get(best).isEvaluated();
            }
            matches[i] = best;
        }
        return matches;
    }

    private static int bestFree(
            Rectangle box,
            List<GroundTruthBox> groundTruth,
            boolean[] taken,
            Predicate<GroundTruthBox> eligible,
            double minimalIou) {
        int best = UNMATCHED;
        double bestIou = minimalIou;
        for (int candidate = 0; candidate < taken.length; candidate++) {
            if (!taken[candidate] && eligible.test(groundTruth.get(candidate))) {
                double iou = groundTruth.get(candidate).overlap(box);
                if (iou >= bestIou) {
                    best = candidate;
                    bestIou = iou;
                }
            }
        }
        return best;
    }
}
