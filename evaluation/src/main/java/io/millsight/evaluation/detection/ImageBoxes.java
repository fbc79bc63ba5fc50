package io.millsight.evaluation.detection;

import java.util.Comparator;
import java.util.List;

/** Boxes of one image: ground truth in the order of the annotation, predictions in the order of the answer. */
public record ImageBoxes(List<GroundTruthBox> groundTruth, List<PredictedBox> predictions) {

    /** By descending score. Sorting is stable, so equal scores keep their order. */
    static final Comparator<PredictedBox> BY_SCORE =
            Comparator.comparingDouble(PredictedBox::score).reversed();

    public ImageBoxes {
        groundTruth = List.copyOf(groundTruth);
        predictions = List.copyOf(predictions);
    }

    List<GroundTruthBox> groundTruthOf(int type) {
        return groundTruth.stream().filter(box -> box.type() == type).toList();
    }

    /** Returns the number of evaluated ground-truth boxes. */
    int positives() {
        return (int) groundTruth.stream().filter(GroundTruthBox::isEvaluated).count();
    }

    /** Returns the predictions of a type by descending score. */
    List<PredictedBox> rankedPredictionsOf(int type) {
        return predictions.stream()
                .filter(box -> box.type() == type)
                .sorted(BY_SCORE)
                .toList();
    }
}
