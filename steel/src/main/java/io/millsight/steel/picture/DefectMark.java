package io.millsight.steel.picture;

import io.millsight.steel.Defect;
import java.util.Locale;

/** Defect to be drawn: from the ground truth (solid lines) or from a model (dashed lines). */
public sealed interface DefectMark {

    /** Returns the defect. */
    Defect defect();

    /** Returns the text beside the box. */
    default String label() {
        return defect().type().words();
    }

    /** Annotated defect. */
    record GroundTruth(Defect defect) implements DefectMark {}

    /** Predicted defect without a score. */
    record Prediction(Defect defect) implements DefectMark {}

    /**
     * Predicted defect with a score.
     *
     * @param defect the defect
     * @param score score from 0 to 1
     */
    record ScoredPrediction(Defect defect, double score) implements DefectMark {

        @Override
        public String label() {
            return String.format(Locale.ROOT, "%s %.2f", DefectMark.super.label(), score);
        }
    }
}
