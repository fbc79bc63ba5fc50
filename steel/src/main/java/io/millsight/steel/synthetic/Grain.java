package io.millsight.steel.synthetic;

import java.util.random.RandomGenerator;

/**
 * Value noise: random numbers on a lattice, smoothly joined in between.
 *
 * @param cellWidth distance of the lattice's columns in pixels, at least 1
 * @param cellHeight distance of its rows in pixels, at least 1
 * @param slant by how many pixels a column moves to the right for each row downwards
 * @param strength standard deviation of the numbers on the lattice
 */
record Grain(double cellWidth, double cellHeight, double slant, double strength) {

    /** Adds the noise. */
    void addTo(Surface surface, RandomGenerator random) {
        int width = surface.width();
        int height = surface.height();
        double reach = Math.abs(slant) * height;
        double offset = slant > 0 ? reach : 0;
        int columns = (int) ((width + reach) / cellWidth) + 3;
        int rows = (int) (height / cellHeight) + 3;
        float[] lattice = new float[columns * rows];
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = (float) (strength * normal(random));
        }
        float[] values = surface.values();
        for (int y = 0, i = 0; y < height; y++) {
            double v = y / cellHeight;
            int row = (int) v;
            float down = smooth((float) (v - row));
            int above = row * columns;
            int below = above + columns;
            double u = (offset - slant * y) / cellWidth;
            double step = 1 / cellWidth;
            for (int x = 0; x < width; x++, i++, u += step) {
                int column = (int) u;
                float right = smooth((float) (u - column));
                float top = lattice[above + column] + right * (lattice[above + column + 1] - lattice[above + column]);
                float bottom =
                        lattice[below + column] + right * (lattice[below + column + 1] - lattice[below + column]);
                values[i] += top + down * (bottom - top);
            }
        }
    }

    private static float smooth(float t) {
        return t * t * (3 - 2 * t);
    }

    /** Nearly normal, and quicker than exactly normal: the sum of four uniform numbers, of deviation 1. */
    private static double normal(RandomGenerator random) {
        long bits = random.nextLong();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum / 65536.0 - 2) * Math.sqrt(3);
    }
}
