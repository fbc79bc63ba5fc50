package io.millsight.evaluation.detection;

import java.util.Comparator;
import java.util.List;

/** One image's boxes: the true ones in the order of the annotation, the claimed ones in the order of the claim. */
public record ImageBoxes(List<GroundTruthBox> groundTruth, List<PredictedBox> predictions) {

    /** Best first; sorting is stable, so equal scores keep their order. */
    static final Comparator<PredictedBox> BY_SCORE =
            Comparator.comparingDouble(PredictedBox::score).reversed();

    public ImageBoxes {
        groundTruth = List.copyOf(groundTruth);
        predictions = List.copyOf(predictions);
    }

    List<GroundTruthBox> groundTruthOf(int type) {
        return groundTruth.stream().filter(box -> box.type() == type).toList();
    }

    /** The number of boxes that are to be found. */
    int positives() {
        return (int) groundTruth.stream().filter(GroundTruthBox::isEvaluated).count();
    }

    /** The claimed boxes of a type, best first. */
    List<PredictedBox> rankedPredictionsOf(int type) {
        return predictions.stream()
                .filter(box -> box.type() == type)
                .sorted(BY_SCORE)
                .toList();
    }
}
