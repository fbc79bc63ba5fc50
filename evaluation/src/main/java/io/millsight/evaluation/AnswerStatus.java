package io.millsight.evaluation;

/** What became of a model's answer when it was read. */
public enum AnswerStatus {
    /** Read to its end; without defects it says that the surface is clean. */
    READ,
    /** Not readable: it says neither what is there nor that nothing is. */
    UNPARSABLE,
    /** Cut off at the limit of tokens: the defects that were read count, but none does not mean a clean surface. */
    TRUNCATED,
    /** Never given: the picture could not be read, which is not a clean surface either. */
    NO_IMAGE
}
