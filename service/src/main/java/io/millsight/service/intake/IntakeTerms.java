package io.millsight.service.intake;

import io.millsight.service.queue.Lane;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an image is inspected.
 *
 * @param lane who goes first
 * @param deadline the longest time to wait
 * @param key the caller's own key, under which the image is inspected once; null if the caller gives none
 * @param requester who waits
 */
public record IntakeTerms(
        Lane lane, Duration deadline, @Nullable String key, Requester requester) {}
