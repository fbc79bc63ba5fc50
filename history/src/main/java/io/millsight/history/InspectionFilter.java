package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which inspections to list. A null selects all.
 *
 * @param from created at this time or later
 * @param to created before this time
 * @param line of this production line
 * @param coil of this coil
 * @param verdict with this verdict
 * @param type with a box of this type that counts
 * @param state in this state
 * @param batch of this batch
 */
public record InspectionFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String line,
        @Nullable String coil,
        @Nullable Verdict verdict,
        @Nullable String type,
        @Nullable ReviewState state,
        @Nullable String batch) {

    /** Selects all. */
    public static final InspectionFilter ALL = new InspectionFilter(null, null, null, null, null, null, null, null);
}
