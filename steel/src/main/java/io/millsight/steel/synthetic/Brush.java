package io.millsight.steel.synthetic;

import io.millsight.steel.BoundingBox;
import java.util.Optional;

/** Draws one defect onto a surface and measures its extent. */
final class Brush {

    /** Smaller changes, such as the soft rim of a spot, do not count as part of the defect. */
    private static final double VISIBLE = 0.35;

    private final Surface surface;
    private final double strength;
    private final BoundingBox limits;
    private int left = Integer.MAX_VALUE;
    private int top = Integer.MAX_VALUE;
    private int right = -1;
    private int bottom = -1;

    /**
     * Creates a brush.
     *
     * @param surface surface to draw on
     * @param strength typical change of a grey value; changes of less than 35 % of it do not count as visible
     * @param limits area outside which nothing is drawn
     */
    Brush(Surface surface, double strength, BoundingBox limits) {
        this.surface = surface;
        this.strength = strength;
        this.limits = limits;
    }

    static Brush everywhere(Surface surface, double strength) {
        return new Brush(surface, strength, new BoundingBox(0, 0, surface.width(), surface.height()));
    }

    /** Darkens a pixel by a fraction of the strength. Negative fractions brighten it. */
    void darken(int x, int y, double share) {
        if (x < limits.xMin() || y < limits.yMin() || x >= limits.xMax() || y >= limits.yMax()) {
            return;
        }
        surface.values()[y * surface.width() + x] -= (float) (share * strength);
        if (Math.abs(share) >= VISIBLE) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x + 1);
            bottom = Math.max(bottom, y + 1);
        }
    }

    /** Darkens the pixel that contains a point. */
    void darken(double x, double y, double share) {
        darken((int) Math.floor(x), (int) Math.floor(y), share);
    }

    /**
     * The outline of a spot.
     *
     * @param radiusX half its width before the rotation
     * @param radiusY half its height before the rotation
     * @param angle of the rotation, in radians
     */
    record Ellipse(double radiusX, double radiusY, double angle) {}

    /** The centre line of a stroke. */
    record Segment(double x1, double y1, double x2, double y2) {}

    /** Draws a soft ellipse around a centre. */
    void spot(double x, double y, Ellipse ellipse, double share) {
        double radiusX = ellipse.radiusX();
        double radiusY = ellipse.radiusY();
        double angle = ellipse.angle();
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double reach = Math.max(radiusX, radiusY) + 1;
        for (int row = (int) Math.floor(y - reach); row <= y + reach; row++) {
            for (int column = (int) Math.floor(x - reach); column <= x + reach; column++) {
                double u = ((column - x) * cos + (row - y) * sin) / radiusX;
                double v = ((row - y) * cos - (column - x) * sin) / radiusY;
                double distance = u * u + v * v;
                if (distance < 1.4) {
                    darken(column, row, share * Math.min(1, 2.5 * (1.4 - distance) / 1.4));
                }
            }
        }
    }

    /** Draws a straight stroke with soft sides. */
    void stroke(Segment segment, double thickness, double share) {
        double x1 = segment.x1();
        double y1 = segment.y1();
        double x2 = segment.x2();
        double y2 = segment.y2();
        double length = Math.hypot(x2 - x1, y2 - y1);
        double half = thickness / 2;
        double reach = half + 1;
        int firstRow = (int) Math.floor(Math.min(y1, y2) - reach);
        int lastRow = (int) Math.ceil(Math.max(y1, y2) + reach);
        int firstColumn = (int) Math.floor(Math.min(x1, x2) - reach);
        int lastColumn = (int) Math.ceil(Math.max(x1, x2) + reach);
        for (int row = firstRow; row <= lastRow; row++) {
            for (int column = firstColumn; column <= lastColumn; column++) {
                double along =
                        length == 0 ? 0 : ((column - x1) * (x2 - x1) + (row - y1) * (y2 - y1)) / (length * length);
                double nearest = Math.min(1, Math.max(0, along));
                double distance = Math.hypot(column - x1 - nearest * (x2 - x1), row - y1 - nearest * (y2 - y1)) - half;
                if (distance < 1) {
                    darken(column, row, share * Math.min(1, 1 - distance));
                }
            }
        }
    }

    /** Returns the bounding box of the visible pixels; empty if it is less than three pixels wide or high. */
    Optional<BoundingBox> box() {
        return right - left < 3 || bottom - top < 3
                ? Optional.empty()
                : Optional.of(new BoundingBox(left, top, right, bottom));
    }
}
