package io.millsight.history;

/**
 * Why a person should look at an inspection.
 *
 * @param priority from 0 to 1; the highest is reviewed first
 * @param why the strongest reason
 * @param sample whether the inspection was drawn at random. Only such inspections estimate true rates
 */
public record QueueEntry(double priority, Reason why, boolean sample) {

    /** The reasons for a review. */
    public enum Reason {
        /** The verdict is {@link Verdict#UNDETERMINED}. */
        UNDETERMINED,
        /** A box was proposed that the answer does not state. */
        CANDIDATES,
        /** A score is close to the threshold. */
        NEAR_THRESHOLD,
        /** The inspection was drawn at random. */
        SAMPLE,
        /** The steel is held. */
        HELD
    }
}
