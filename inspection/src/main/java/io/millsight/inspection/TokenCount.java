package io.millsight.inspection;

/**
 * How many tokens an inspection took.
 *
 * @param prompt the tokens of the image and of what is asked about it, for one view
 * @param answer the tokens of the answer's text
 */
public record TokenCount(int prompt, int answer) {

    /** A model without tokens, or one that was not asked. */
    public static final TokenCount NONE = new TokenCount(0, 0);
}
