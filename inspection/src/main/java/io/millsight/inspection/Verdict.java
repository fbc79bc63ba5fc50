package io.millsight.inspection;

/** The result of an inspection. */
public enum Verdict {
    /** At least one defect was found. */
    DEFECTS,
    /** The answer says that the surface has no defect. */
    CLEAN,
    /** The answer cannot be read or was cut off. A person has to look at the image. */
    UNDETERMINED
}
