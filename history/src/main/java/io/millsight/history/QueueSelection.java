package io.millsight.history;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which waiting inspections a person wants.
 *
 * @param line those of a line only; null for those of all lines
 * @param excluded inspections that the person has put off, by their identifiers
 */
public record QueueSelection(@Nullable String line, Set<String> excluded) {

    /** Everything that waits. */
    public static final QueueSelection ALL = new QueueSelection(null, Set.of());

    public QueueSelection {
        excluded = Set.copyOf(excluded);
    }
}
