package io.millsight.history;

import java.time.Instant;

/** What became of the wish to look at an inspection. */
public sealed interface LeaseResult {

    /**
     * The inspection belongs to the person for a while.
     *
     * @param lease the identifier of the lease
     * @param inspection the identifier of the inspection
     * @param until when the lease ends
     */
    record Granted(String lease, String inspection, Instant until) implements LeaseResult {}

    /** Nothing is left to review, or the named inspection does not wait for a review. */
    record Nothing() implements LeaseResult {}

    /**
     * Somebody else is looking at the named inspection.
     *
     * @param holder the name of that person
     * @param until when that lease ends
     */
    record Held(String holder, Instant until) implements LeaseResult {}
}
