package io.millsight.service.queue;

/** Who waits for an answer. */
public enum Lane {
    /** A line or a person. */
    INTERACTIVE,
    /** A program that works through an archive. It gets one place in four while others wait, and all places otherwise. */
    BULK
}
