package io.millsight.evaluation.classification;

/** What an answer says about the whole image at a score threshold. */
public enum SurfaceVerdict {
    /** The answer was read completely, and no predicted defect has a score at or above the threshold. */
    CLEAN,
    /** At least one predicted defect has a score at or above the threshold. */
    DEFECTS,
    /** No such defect, and the answer or the image could not be read completely. A person has to look at the image. */
    UNDETERMINED
}
