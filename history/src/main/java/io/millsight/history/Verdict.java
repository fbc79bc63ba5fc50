package io.millsight.history;

/** The verdict of an inspection as it is stored. The inspection module has the same constants. */
public enum Verdict {
    /** At least one defect was found. */
    DEFECTS,
    /** The surface has no defect. */
    CLEAN,
    /** The answer cannot be read or was cut off. A person has to look at the image. */
    UNDETERMINED
}
