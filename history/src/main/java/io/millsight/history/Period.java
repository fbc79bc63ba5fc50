package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which inspections statistics are about.
 *
 * @param from created at this time or later
 * @param to created before this time
 * @param line of this production line; null for all
 */
public record Period(Instant from, Instant to, @Nullable String line) {}
