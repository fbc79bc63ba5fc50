package io.millsight.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some coils of a period.
 *
 * @param coils the newest first
 * @param next where the next page begins; null on the last one
 */
public record CoilPage(List<CoilSummary> coils, @Nullable String next) {

    public CoilPage {
        coils = List.copyOf(coils);
    }
}
