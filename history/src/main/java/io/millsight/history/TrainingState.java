package io.millsight.history;

import java.util.Set;

/** How far a training is. Only an evaluated one gives a model that can be activated. */
public enum TrainingState {
    /** Waits for its process. */
    QUEUED,
    /** A process trains, or measures. */
    RUNNING,
    /** Trained, and measured on the gold set. */
    EVALUATED,
    /** Ended without a usable model. */
    FAILED,
    /** Ended by a person. */
    CANCELLED;

    /** Returns whether nothing can follow. */
    public boolean isOver() {
        return this == EVALUATED || this == FAILED || this == CANCELLED;
    }

    /** Returns whether another state may follow this one. */
    public boolean mayBecome(TrainingState next) {
        return switch (this) {
            case QUEUED -> Set.of(RUNNING, FAILED, CANCELLED).contains(next);
            case RUNNING -> Set.of(EVALUATED, FAILED, CANCELLED).contains(next);
            case EVALUATED, FAILED, CANCELLED -> false;
        };
    }
}
