package io.millsight.steel.picture;

import io.millsight.steel.Defect;
import java.util.Locale;

/** A defect to be drawn, and who says that it is there: an inspector (solid lines) or a model (dashed lines). */
public sealed interface DefectMark {

    /** What is drawn. */
    Defect defect();

    /** What stands beside the box. */
    default String label() {
        return defect().type().words();
    }

    /** A defect that an inspector marked. */
    record GroundTruth(Defect defect) implements DefectMark {}

    /** A defect that a model reported. */
    record Prediction(Defect defect) implements DefectMark {}

    /**
     * A defect that a model reported and scored.
     *
     * @param score how sure the model is, from 0 to 1
     */
    record ScoredPrediction(Defect defect, double score) implements DefectMark {

        @Override
        public String label() {
            return String.format(Locale.ROOT, "%s %.2f", DefectMark.super.label(), score);
        }
    }
}
