package io.millsight.evaluation.detection;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * COCO's greedy matching: each prediction, by descending score, takes the free ground-truth box with the largest IoU.
 */
final class GreedyMatching {

    /** Index of predictions without a match. */
    static final int UNMATCHED = -1;

    private GreedyMatching() {}

    /**
     * Returns the index of the matched ground-truth box for each prediction, or {@link #UNMATCHED}.
     *
     * @param ranked predictions by descending score
     * @param groundTruth ground-truth boxes
     * @param counts returns whether a ground-truth box counts. Other boxes are matched only if no counting box matches;
     *     an ignored box may match any number of predictions
     * @param minimalIou smallest IoU of a match; of equal IoUs, the later box is chosen
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
