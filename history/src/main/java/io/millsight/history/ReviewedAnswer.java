package io.millsight.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered about an image, beside what a person said.
 *
 * @param line the production line; null if unknown
 * @param coil the coil; null if unknown
 * @param product what is made; null if unknown
 * @param isUndetermined whether the answer could not be read
 * @param said the boxes that the answer states, with their scores, not filtered by any threshold
 * @param boxes the true boxes
 */
public record ReviewedAnswer(
        @Nullable String line,
        @Nullable String coil,
        @Nullable String product,
        boolean isUndetermined,
        List<StoredDefect> said,
        List<ReviewedBox> boxes) {

    public ReviewedAnswer {
        said = List.copyOf(said);
        boxes = List.copyOf(boxes);
    }
}
