package io.millsight.inspection;

/** What an inspection comes to. */
public enum Verdict {
    /** The answer states at least one defect. */
    DEFECTS,
    /** The answer says that there is none, and nothing else. */
    CLEAN,
    /** The answer cannot be read, or was cut off: a person has to look. */
    UNDETERMINED
}
