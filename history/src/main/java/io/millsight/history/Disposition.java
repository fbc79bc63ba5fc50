package io.millsight.history;

/** What happens with the steel. The later constant is the stricter one. */
public enum Disposition {
    /** The steel may go on. */
    PASS,
    /** A person decides. */
    HOLD,
    /** The steel is not sold as it is. */
    REJECT
}
