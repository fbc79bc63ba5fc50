package io.millsight.history;

import java.time.Instant;

/** What became of a review. */
public sealed interface ReviewResult {

    /** The review is stored. */
    record Added(StoredReview review) implements ReviewResult {}

    /** There is no such inspection. */
    record Missing() implements ReviewResult {}

    /**
     * Somebody else was faster.
     *
     * @param revision the present revision of the inspection
     */
    record Changed(int revision) implements ReviewResult {}

    /**
     * Somebody else is looking at the inspection.
     *
     * @param holder the name of that person
     * @param until when the lease ends
     */
    record Leased(String holder, Instant until) implements ReviewResult {}
}
