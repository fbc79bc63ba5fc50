package io.millsight.detect.net;

/** What a network computes for. */
public enum Phase {
    /** Norms take the statistics of the batch and move their running statistics. */
    TRAINING,
    /** Norms take their running statistics. */
    INFERENCE
}
