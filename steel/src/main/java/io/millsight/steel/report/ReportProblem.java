package io.millsight.steel.report;

/**
 * Something in a report that is not as it should be.
 *
 * @param kind what was wrong
 * @param text the words or numbers at fault
 */
public record ReportProblem(Kind kind, String text) {

    /** What can be wrong with a report, and what the parser made of it. */
    public enum Kind {
        /** A type that is not in the list: the defect is kept under the name that the text gave it. */
        UNKNOWN_TYPE,
        /** Numbers outside the image: the box was cut at the border. */
        OUT_OF_RANGE,
        /** The larger coordinate came first: the two were exchanged. */
        UNORDERED,
        /** A box without extent, or one wholly outside the image: dropped. */
        EMPTY_BOX,
        /** A defect without a readable type or box: dropped. */
        MALFORMED,
        /** The text ends in the middle of a list: what was complete is kept. */
        TRUNCATED,
        /** Words that belong to no statement: ignored. */
        LEFTOVER_TEXT
    }
}
