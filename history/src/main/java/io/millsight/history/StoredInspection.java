package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inspection with what became of it.
 *
 * @param id its identifier; identifiers sort by time
 * @param createdAt when it was stored
 * @param content what was inspected and answered. Its queue entry is null after a review
 * @param deployment what answered
 * @param state what the last review said
 * @param revision 1 after the inspection, one more with each review
 * @param review the last review; null without one
 */
public record StoredInspection(
        String id,
        Instant createdAt,
        NewInspection content,
        Deployment deployment,
        ReviewState state,
        int revision,
        @Nullable StoredReview review) {

    /**
     * Returns what happens with the steel now. What a person said replaces the model's verdict. A picture that is of no use does not show the steel,
     * so it lets nothing pass.
     */
    public Disposition disposition() {
        if (review == null) {
            return content.answer().disposition();
        }
        NewReview said = review.content();
        return said.action() != ReviewAction.REJECT && said.boxes().isEmpty() ? Disposition.PASS : Disposition.HOLD;
    }
}
