package io.millsight.evaluation.detection;

import io.millsight.evaluation.statistics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Confusion matrix of boxes. Boxes are matched by position only, across types. A row sums to the ground-truth boxes of
 * its type, a column to the predicted boxes. Ignored ground-truth boxes, and predictions that match only these, are
 * left out.
 */
public final class BoxConfusion {

    /** Column of the ground-truth boxes without matching prediction. */
    public static final String MISSED = "missed";

    /** Row of the predictions without matching ground-truth box. */
    public static final String FALSE_ALARM = "false alarm";

    private static final Comparator<PredictedBox> BY_SCORE_THEN_TYPE =
            ImageBoxes.BY_SCORE.thenComparingInt(PredictedBox::type);

    private BoxConfusion() {}

    /**
     * Counts the boxes of all images.
     *
     * @param names names of the types in the order of their indices
     * @param images boxes of each image
     * @param scoreThreshold predictions with a lower score are ignored
     * @param minimalIou smallest IoU of a match; of equal IoUs, the box with the last type is chosen
     */
    public static ConfusionMatrix of(
            List<String> names, List<ImageBoxes> images, double scoreThreshold, double minimalIou) {
        List<String> rows = new ArrayList<>(names);
        rows.add(FALSE_ALARM);
        List<String> columns = new ArrayList<>(names);
        columns.add(MISSED);
        ConfusionMatrix.Builder matrix = new ConfusionMatrix.Builder(rows, columns);
        for (ImageBoxes image : images) {
            add(matrix, image, scoreThreshold, minimalIou, names.size());
        }
        return matrix.build();
    }

    private static void add(
            ConfusionMatrix.Builder matrix, ImageBoxes image, double scoreThreshold, double minimalIou, int nothing) {
        List<GroundTruthBox> groundTruth = image.groundTruth().stream()
                .sorted(Comparator.comparingInt(GroundTruthBox::type))
                .toList();
        List<PredictedBox> ranked = image.predictions().stream()
                .filter(box -> box.score() >= scoreThreshold)
                .sorted(BY_SCORE_THEN_TYPE)
                .toList();
        int[] matches = GreedyMatching.match(ranked, groundTruth, GroundTruthBox::isEvaluated, minimalIou);
        boolean[] met = new boolean[groundTruth.size()];
        for (int i = 0; i < matches.length; i++) {
            if (matches[i] == GreedyMatching.UNMATCHED) {
                matrix.add(nothing, ranked.get(i).type());
                continue;
            }
            GroundTruthBox box = groundTruth.get(matches[i]);
            if (box.isEvaluated()) {
                met[matches[i]] = true;
                matrix.add(box.type(), ranked.get(i).type());
            }
        }
        for (int i = 0; i < met.length; i++) {
            if (!met[i] && groundTruth.get(i).isEvaluated()) {
                matrix.add(groundTruth.get(i).type(), nothing);
            }
        }
    }
}
