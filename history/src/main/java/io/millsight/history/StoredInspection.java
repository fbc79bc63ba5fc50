package io.millsight.history;

import io.millsight.steel.DefectType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An inspection with what became of it.
 *
 * @param id its identifier; identifiers sort by time
 * @param createdAt when it was stored
 * @param content what was inspected and answered. Its queue entry is null after a review
 * @param deployment what answered
 * @param disposition what happens with the steel now. A review replaces what the recipe made of the model's answer
 * @param state what the last review said
 * @param revision 1 after the inspection, one more with each review
 * @param review the last review; null without one
 */
public record StoredInspection(
        String id,
        Instant createdAt,
        NewInspection content,
        Deployment deployment,
        Disposition disposition,
        ReviewState state,
        int revision,
        @Nullable StoredReview review) {

    /** Returns from which score boxes of a type count: what the recipe says, or else the model's own threshold. */
    public double threshold(DefectType type) {
        return content.recipe().rules().threshold(type, deployment.settings().threshold());
    }

    /** Returns whether a box of the answer is a defect. Thresholds apply here, not when scores are stored. */
    public boolean counts(StoredDefect defect) {
        return content.recipe().rules().counts(defect, deployment.settings().threshold());
    }

    /** Returns the boxes of the answer that are defects. */
    public List<StoredDefect> defects() {
        return content.answer().defects().stream().filter(this::counts).toList();
    }
}
