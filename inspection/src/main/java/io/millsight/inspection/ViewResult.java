package io.millsight.inspection;

import io.millsight.steel.report.ReportProblem;
import java.time.Duration;
import java.util.List;

/**
 * The answer about one view of an image, before the views are put together.
 *
 * @param view what the model saw
 * @param verdict what the answer says of the view
 * @param defects with boxes in pixels of the whole image
 * @param answer the text that the model wrote about the view
 * @param ending how the answer ended
 * @param problems what was wrong with the text
 */
record ViewResult(
        View view,
        Verdict verdict,
        List<InspectedDefect> defects,
        String answer,
        Ending ending,
        List<ReportProblem> problems) {

    /** How an answer ended. */
    enum Ending {
        /** The model ended the answer. */
        COMPLETE,
        /** The answer was cut off at the limit of tokens. */
        TRUNCATED,
        /** The model computed NaN or infinity. */
        NOT_FINITE
    }

    ViewResult {
        defects = List.copyOf(defects);
        problems = List.copyOf(problems);
    }

    /** Whether all logits of the answer were finite. */
    boolean finite() {
        return ending != Ending.NOT_FINITE;
    }

    /**
     * Returns the inspection of an image that consists of this view alone.
     *
     * @param duration of the inspection
     */
    Inspection inspection(Duration duration) {
        return new Inspection(
                verdict,
                defects,
                List.of(),
                answer,
                ending == Ending.TRUNCATED,
                problems,
                finite() ? List.of() : List.of(Caveat.notFinite()),
                view.image(),
                duration);
    }
}
