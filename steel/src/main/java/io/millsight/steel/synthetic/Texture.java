package io.millsight.steel.synthetic;

import java.util.random.RandomGenerator;

/** Periodic value noise: random lattice values with standard deviation 1 and smooth interpolation. */
final class Texture {

    private static final double COS = Math.cos(0.5);
    private static final double SIN = Math.sin(0.5);
    private static final double SHIFT = 1000; // pixels; makes the two lattices independent

    private final double cellWidth;
    private final double cellHeight;
    private final int columns;
    private final int rows;
    private final float[] lattice;

    /**
     * Creates a texture.
     *
     * @param cellWidth distance of the lattice columns in pixels
     * @param cellHeight distance of the lattice rows in pixels
     * @param width width of the area in pixels
     * @param height height of the area in pixels
     * @param random source of all randomness
     */
    Texture(double cellWidth, double cellHeight, double width, double height, RandomGenerator random) {
        this.cellWidth = cellWidth;
        this.cellHeight = cellHeight;
        this.columns = (int) (width / cellWidth) + 3;
        this.rows = (int) (height / cellHeight) + 3;
        this.lattice = lattice(columns * rows, 1, random);
    }

    /** Creates a texture along one axis. */
    static Texture along(double cell, double length, RandomGenerator random) {
        return new Texture(cell, 1, length, 0, random);
    }

    double at(double x) {
        return at(x, 0);
    }

    /**
     * Returns the mean of two rotated textures, scaled to a standard deviation of about 1. This hides the directions of
     * the lattice, which are visible in coarse patterns.
     */
    double turnedAt(double x, double y) {
        double one = at(COS * x - SIN * y, SIN * x + COS * y);
        double other = at(SIN * x - COS * y + SHIFT, COS * x + SIN * y + SHIFT);
        return 0.75 * (one + other);
    }

    double at(double x, double y) {
        double u = x / cellWidth;
        double v = y / cellHeight;
        int column = (int) Math.floor(u);
        int row = (int) Math.floor(v);
        float right = smooth((float) (u - column));
        float down = smooth((float) (v - row));
        int left = Math.floorMod(column, columns);
        int next = left + 1 == columns ? 0 : left + 1;
        int above = Math.floorMod(row, rows) * columns;
        int below = above + columns == lattice.length ? 0 : above + columns;
        return new Corners(lattice[above + left], lattice[above + next], lattice[below + left], lattice[below + next])
                .at(right, down);
    }

    /** Returns normal random numbers with a standard deviation. */
    static float[] lattice(int size, double deviation, RandomGenerator random) {
        float[] lattice = new float[size];
        for (int i = 0; i < size; i++) {
            lattice[i] = (float) deviation * normal(random);
        }
        return lattice;
    }

    /** The values at the four corners of a lattice cell. */
    record Corners(float topLeft, float topRight, float bottomLeft, float bottomRight) {

        /** Interpolates at a point of the cell, whose coordinates go from 0 to 1. */
        float at(float right, float down) {
            float top = topLeft + right * (topRight - topLeft);
            float bottom = bottomLeft + right * (bottomRight - bottomLeft);
            return top + down * (bottom - top);
        }
    }

    /** Smoothstep function from 0 to 1 with zero slope at both ends. */
    static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    /**
     * Returns an approximately normal random number with standard deviation 1, as the sum of four uniform numbers.
     * Faster than an exact method.
     */
    private static float normal(RandomGenerator random) {
        long bits = random.nextLong();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (float) ((sum / 65536.0 - 2) * Math.sqrt(3));
    }
}
