package io.millsight.steel.synthetic;

import java.util.random.RandomGenerator;

/** Value noise: random numbers of deviation 1 on a lattice, smoothly joined in between. Beyond its size it begins anew. */
final class Texture {

    private static final double COS = Math.cos(0.5);
    private static final double SIN = Math.sin(0.5);
    private static final double SHIFT = 1000; // pixels, so that the two have nothing to do with each other

    private final double cellWidth;
    private final double cellHeight;
    private final int columns;
    private final int rows;
    private final float[] lattice;

    /**
     * @param cellWidth distance of the lattice's columns in pixels
     * @param cellHeight distance of its rows in pixels
     * @param width of what it has to cover, in pixels
     * @param height likewise
     */
    Texture(double cellWidth, double cellHeight, double width, double height, RandomGenerator random) {
        this.cellWidth = cellWidth;
        this.cellHeight = cellHeight;
        this.columns = (int) (width / cellWidth) + 3;
        this.rows = (int) (height / cellHeight) + 3;
        this.lattice = lattice(columns * rows, 1, random);
    }

    /** Along one direction only. */
    static Texture along(double cell, double length, RandomGenerator random) {
        return new Texture(cell, 1, length, 0, random);
    }

    double at(double x) {
        return at(x, 0);
    }

    /** Without the lattice's directions, which the eye sees in coarse patterns: the mean of two turned ones, again of about deviation 1. */
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
        return join(
                lattice[above + left],
                lattice[above + next],
                lattice[below + left],
                lattice[below + next],
                right,
                down);
    }

    /** Random numbers of a deviation. */
    static float[] lattice(int size, double deviation, RandomGenerator random) {
        float[] lattice = new float[size];
        for (int i = 0; i < size; i++) {
            lattice[i] = (float) deviation * normal(random);
        }
        return lattice;
    }

    /** The value within a cell of a lattice, from those at its corners and how far it is to the right and down, smoothed. */
    static float join(float topLeft, float topRight, float bottomLeft, float bottomRight, float right, float down) {
        float top = topLeft + right * (topRight - topLeft);
        float bottom = bottomLeft + right * (bottomRight - bottomLeft);
        return top + down * (bottom - top);
    }

    /** From 0 to 1, level at both ends. */
    static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    /** Nearly normal, and quicker than exactly normal: the sum of four uniform numbers, of deviation 1. */
    private static float normal(RandomGenerator random) {
        long bits = random.nextLong();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (float) ((sum / 65536.0 - 2) * Math.sqrt(3));
    }
}
