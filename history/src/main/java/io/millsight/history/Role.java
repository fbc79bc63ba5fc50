package io.millsight.history;

/** What a token allows. Each role includes those before it. */
public enum Role {
    /** Looks at everything that is no secret. */
    VIEWER,
    /** Inspects images and reviews. */
    OPERATOR,
    /** Takes datasets and decides about models. */
    ENGINEER,
    /** Manages tokens and reads the audit. */
    ADMIN;

    /** Returns whether this role allows what the other role allows. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
