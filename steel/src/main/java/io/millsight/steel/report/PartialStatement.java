package io.millsight.steel.report;

import java.util.List;

/**
 * Statement with decided and undecided parts. An undecided part is {@link #OPEN}.
 *
 * @param type index in the list of types
 * @param x1 left edge
 * @param y1 top edge
 * @param x2 right edge
 * @param y2 bottom edge
 */
record PartialStatement(int type, int x1, int y1, int x2, int y2) {

    static final int OPEN = -1;
    static final PartialStatement EMPTY = new PartialStatement(OPEN, OPEN, OPEN, OPEN, OPEN);

    PartialStatement withType(int decided) {
        return new PartialStatement(decided, x1, y1, x2, y2);
    }

    PartialStatement with(BoxEdge edge, int decided) {
        return switch (edge) {
            case X1 -> new PartialStatement(type, decided, y1, x2, y2);
            case Y1 -> new PartialStatement(type, x1, decided, x2, y2);
            case X2 -> new PartialStatement(type, x1, y1, decided, y2);
            case Y2 -> new PartialStatement(type, x1, y1, x2, decided);
        };
    }

    /** Returns the number of an edge, or {@link #OPEN}. */
    int number(BoxEdge edge) {
        return switch (edge) {
            case X1 -> x1;
            case Y1 -> y1;
            case X2 -> x2;
            case Y2 -> y2;
        };
    }

    /** Returns the smallest valid number of an edge. The second edge of an axis lies beyond the first. */
    int least(BoxEdge edge) {
        return switch (edge) {
            case X1, Y1 -> 0;
            case X2 -> x1 + 1;
            case Y2 -> y1 + 1;
        };
    }

    /** Returns the largest valid number of an edge. The first edge of an axis leaves room for the second. */
    static int largest(BoxEdge edge, CoordinateFrame frame) {
        return switch (edge) {
            case X1 -> frame.width() - 1;
            case Y1 -> frame.height() - 1;
            case X2 -> frame.width();
            case Y2 -> frame.height();
        };
    }

    /** Returns whether this statement can be completed without repeating a completed one. */
    boolean hasRoom(ReportRules rules, List<PartialStatement> completed) {
        return completed.stream().filter(this::canBecome).count() < completions(rules);
    }

    private boolean canBecome(PartialStatement whole) {
        return isCompatible(type, whole.type)
                && isCompatible(x1, whole.x1)
                && isCompatible(y1, whole.y1)
                && isCompatible(x2, whole.x2)
                && isCompatible(y2, whole.y2);
    }

    private static boolean isCompatible(int draft, int whole) {
        return draft == OPEN || draft == whole;
    }

    private long completions(ReportRules rules) {
        return (type == OPEN ? rules.types().size() : 1)
                * pairs(x1, x2, rules.frame().width())
                * pairs(y1, y2, rules.frame().height());
    }

    /** Returns the number of remaining pairs {@code 0 <= first < second <= size}. */
    private static long pairs(int first, int second, long size) {
        if (first == OPEN) {
            return size * (size + 1) / 2;
        }
        return second == OPEN ? size - first : 1;
    }
}
