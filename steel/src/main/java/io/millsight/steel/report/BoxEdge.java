package io.millsight.steel.report;

import io.millsight.steel.BoundingBox;

/** Edges of a box, by the names of their coordinates. */
public enum BoxEdge {
    X1,
    Y1,
    X2,
    Y2;

    /** Returns the coordinate of this edge, in pixels of the box's image. */
    public double of(BoundingBox box) {
        return switch (this) {
            case X1 -> box.xMin();
            case Y1 -> box.yMin();
            case X2 -> box.xMax();
            case Y2 -> box.yMax();
        };
    }

    double of(TextBox box) {
        return switch (this) {
            case X1 -> box.x1();
            case Y1 -> box.y1();
            case X2 -> box.x2();
            case Y2 -> box.y2();
        };
    }
}
