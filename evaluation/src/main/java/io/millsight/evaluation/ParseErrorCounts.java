package io.millsight.evaluation;

/**
 * What was amiss in an answer's text, counted.
 *
 * @param outOfRange stated boxes that left the image, whether they were then cut at its border or dropped
 * @param dropped stated defects that were not kept: without a readable type or box, or wholly outside the image
 */
public record ParseErrorCounts(int outOfRange, int dropped) {

    public static final ParseErrorCounts NONE = new ParseErrorCounts(0, 0);

    public ParseErrorCounts {
        if (outOfRange < 0 || dropped < 0) {
            throw new IllegalArgumentException("counts are not negative: " + outOfRange + ", " + dropped);
        }
    }
}
