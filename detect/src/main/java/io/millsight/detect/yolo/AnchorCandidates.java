package io.millsight.detect.yolo;

import java.util.ArrayList;
import java.util.List;

/**
 * The places on one grid at which an annotated box may be predicted: for each anchor of similar size the cell of the box's centre and the two cells
 * nearest to the centre beside it (Ultralytics' YOLOv5, taken over by YOLOv7).
 */
final class AnchorCandidates {

    private static final float MAX_RATIO = 4; // of the sides of box and anchor
    private static final float NEAR = 0.5f; // cells

    private AnchorCandidates() {}

    /**
     * An annotated box.
     *
     * @param image place of its image in the batch
     * @param type place of its type
     * @param x centre as a fraction of the width
     * @param y centre as a fraction of the height
     * @param width as a fraction
     * @param height as a fraction
     */
    record Target(int image, int type, float x, float y, float width, float height) {}

    /** A place of the grid, with the box that it was found for. */
    record Candidate(int image, int anchor, int row, int column, int target) {}

    /**
     * The size of a grid.
     *
     * @param anchors widths and heights in cells
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Grid(int columns, int rows, float[][] anchors) {}

    /** The sides on which a neighbour may lie, in the order in which neighbours are listed. */
    private enum Side {
        CENTRE(0, 0),
        LEFT(NEAR, 0),
        UPPER(0, NEAR),
        RIGHT(-NEAR, 0),
        LOWER(0, -NEAR);

        private final float shiftX;
        private final float shiftY;

        Side(float shiftX, float shiftY) {
            this.shiftX = shiftX;
            this.shiftY = shiftY;
        }

        boolean isNear(float x, float y, Grid grid) {
            return switch (this) {
                case CENTRE -> true;
                case LEFT -> isNear(x);
                case UPPER -> isNear(y);
                case RIGHT -> isNear(grid.columns - x);
                case LOWER -> isNear(grid.rows - y);
            };
        }

        private static boolean isNear(float distance) {
            return distance % 1 < NEAR && distance > 1;
        }
    }

    /** Returns the candidates: centres first, then left, upper, right and lower neighbours; within each by anchor, then by target. */
    static List<Candidate> of(List<Target> targets, Grid grid) {
        List<Candidate> candidates = new ArrayList<>();
        for (Side side : Side.values()) {
            for (int anchor = 0; anchor < grid.anchors.length; anchor++) {
                for (int i = 0; i < targets.size(); i++) {
                    Target target = targets.get(i);
                    float x = target.x * grid.columns;
                    float y = target.y * grid.rows;
                    if (fits(target, grid, anchor) && side.isNear(x, y, grid)) {
                        candidates.add(new Candidate(
                                target.image,
                                anchor,
                                cell(y - side.shiftY, grid.rows),
                                cell(x - side.shiftX, grid.columns),
                                i));
                    }
                }
            }
        }
        return candidates;
    }

    private static boolean fits(Target target, Grid grid, int anchor) {
        float width = target.width * grid.columns / grid.anchors[anchor][0];
        float height = target.height * grid.rows / grid.anchors[anchor][1];
        return Math.max(Math.max(width, 1 / width), Math.max(height, 1 / height)) < MAX_RATIO;
    }

    private static int cell(float place, int count) {
        return Math.min(Math.max((int) place, 0), count - 1);
    }
}
