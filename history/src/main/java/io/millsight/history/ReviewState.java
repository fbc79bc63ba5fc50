package io.millsight.history;

/** What the last review of an inspection said. */
public enum ReviewState {
    /** There is no review. */
    OPEN,
    /** The boxes are right. */
    ACCEPTED,
    /** Other boxes are right. */
    CORRECTED,
    /** There is no defect. */
    CLEAN,
    /** The picture is of no use. */
    REJECTED
}
