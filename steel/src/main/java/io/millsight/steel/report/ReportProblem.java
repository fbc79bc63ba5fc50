package io.millsight.steel.report;

/**
 * Problem in the text of a report.
 *
 * @param kind kind of the problem
 * @param text the affected words or numbers
 */
public record ReportProblem(Kind kind, String text) {

    /** Kinds of problems, and how the parser treats them. */
    public enum Kind {
        /** The type is not in the list. The defect is kept under the written name. */
        UNKNOWN_TYPE,
        /** The box exceeds the image. It is clipped at the border. */
        OUT_OF_RANGE,
        /** The larger coordinate stands first. Both are exchanged. */
        UNORDERED,
        /** The box has no extent, or lies outside the image. The defect is dropped. */
        EMPTY_BOX,
        /** The type or the box is not readable. The defect is dropped. */
        MALFORMED,
        /** The text ends inside a list. The complete members are kept. */
        TRUNCATED,
        /** Words that belong to no statement. They are ignored. */
        LEFTOVER_TEXT;

        /** Returns whether a defect may have been lost with the affected text. */
        public boolean mayHideDefect() {
            return this == EMPTY_BOX || this == MALFORMED || this == TRUNCATED;
        }
    }
}
