package io.millsight.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A review to store.
 *
 * @param action what the person says
 * @param boxes the true boxes; empty for a clean surface and a useless picture
 * @param reason in the person's words; null for none
 * @param seconds how long the person looked; null if unknown
 */
public record NewReview(
        ReviewAction action,
        List<ReviewedBox> boxes,
        @Nullable String reason,
        @Nullable Double seconds) {

    public NewReview {
        boxes = List.copyOf(boxes);
    }
}
