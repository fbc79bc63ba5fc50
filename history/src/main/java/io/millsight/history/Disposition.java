package io.millsight.history;

/** What happens with the steel. */
public enum Disposition {
    /** The steel may go on. */
    PASS,
    /** A person decides. */
    HOLD
}
