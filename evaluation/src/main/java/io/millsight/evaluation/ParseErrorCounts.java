package io.millsight.evaluation;

/**
 * Numbers of problems in the text of an answer.
 *
 * @param outOfRange stated boxes that exceeded the image, whether they were clipped or dropped
 * @param dropped stated defects that were dropped: without a readable type or box, or completely outside the image
 */
public record ParseErrorCounts(int outOfRange, int dropped) {

    public static final ParseErrorCounts NONE = new ParseErrorCounts(0, 0);

    public ParseErrorCounts {
        if (outOfRange < 0 || dropped < 0) {
            throw new IllegalArgumentException("counts are not negative: " + outOfRange + ", " + dropped);
        }
    }
}
