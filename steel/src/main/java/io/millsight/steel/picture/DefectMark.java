package io.millsight.steel.picture;

import io.millsight.steel.Defect;
import java.util.Locale;

/** Defect to be drawn: annotated (solid lines) or predicted by a model (dashed lines). */
public sealed interface DefectMark {

    /** Returns the defect. */
    Defect defect();

    /** Returns the text beside the box. */
    String label();

    /** Returns whether a model predicted the defect. */
    boolean isPredicted();

    /** Annotated defect. Its label is the type. */
    record Annotation(Defect defect) implements DefectMark {

        @Override
        public String label() {
            return defect.type().words();
        }

        @Override
        public boolean isPredicted() {
            return false;
        }
    }

    /**
     * Predicted defect. Its label is the type with the score.
     *
     * @param defect the defect
     * @param score score from 0 to 1
     */
    record Prediction(Defect defect, double score) implements DefectMark {

        @Override
        public String label() {
            return String.format(Locale.ROOT, "%s %.2f", defect.type().words(), score);
        }

        @Override
        public boolean isPredicted() {
            return true;
        }
    }
}
