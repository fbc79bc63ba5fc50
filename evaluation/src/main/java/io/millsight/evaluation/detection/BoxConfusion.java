package io.millsight.evaluation.detection;

import io.millsight.evaluation.statistics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which type was claimed where which type is: boxes are matched by place alone, across types. A row sums to the true boxes of its type,
 * a column to the claimed ones. Flagged true boxes and the claims that meet only those are left out.
 */
public final class BoxConfusion {

    /** The column of true boxes that no claim met. */
    public static final String MISSED = "missed";

    /** The row of claims that met no true box. */
    public static final String FALSE_ALARM = "false alarm";

    private static final Comparator<PredictedBox> BY_SCORE_THEN_TYPE =
            ImageBoxes.BY_SCORE.thenComparingInt(PredictedBox::type);

    private BoxConfusion() {}

    /**
     * Counts the boxes of all images.
     *
     * @param names of the types, in the order of their indices
     * @param scoreThreshold claims below it do not count
     * @param minimalIou at least this overlap makes a match; on equal overlap the box last in order of type is taken
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
