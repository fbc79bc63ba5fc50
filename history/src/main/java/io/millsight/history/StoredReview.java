package io.millsight.history;

import java.time.Instant;

/**
 * A review.
 *
 * @param id its identifier
 * @param inspection the identifier of the inspection
 * @param revision the revision of the inspection that the review made
 * @param by the name of the person's token at that time
 * @param at when it was stored
 * @param content what the person said
 */
public record StoredReview(String id, String inspection, int revision, String by, Instant at, NewReview content) {}
