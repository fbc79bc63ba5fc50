package io.millsight.evaluation;

/** Result of reading a model's answer. */
public enum AnswerStatus {
    /** Complete answer. Without defects, it says that the surface is clean. */
    READ,
    /** Unreadable answer. It says neither that there are defects nor that there are none. */
    UNPARSABLE,
    /**
     * Answer that was cut off at the token limit. Its readable defects count; without any, the surface is not known to
     * be clean.
     */
    TRUNCATED,
    /** No answer, because the image could not be read. The surface is not known to be clean. */
    NO_IMAGE
}
