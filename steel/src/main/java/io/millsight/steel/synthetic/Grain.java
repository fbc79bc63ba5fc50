package io.millsight.steel.synthetic;

import java.util.random.RandomGenerator;

/**
 * Value noise over a whole surface.
 *
 * @param cellWidth distance of the lattice columns in pixels, at least 1
 * @param cellHeight distance of the lattice rows in pixels, at least 1
 * @param slant horizontal shift of a column per row, in pixels
 * @param strength standard deviation of the lattice values
 */
record Grain(double cellWidth, double cellHeight, double slant, double strength) {

    /** Adds the noise to a surface. */
    void addTo(Surface surface, RandomGenerator random) {
        int width = surface.width();
        int height = surface.height();
        double reach = Math.abs(slant) * height;
        double offset = slant > 0 ? reach : 0;
        int columns = (int) ((width + reach) / cellWidth) + 3;
        int rows = (int) (height / cellHeight) + 3;
        float[] lattice = Texture.lattice(columns * rows, strength, random);
        float[] values = surface.values();
        for (int y = 0, i = 0; y < height; y++) {
            double v = y / cellHeight;
            int row = (int) v;
            float down = Texture.smooth((float) (v - row));
            int above = row * columns;
            int below = above + columns;
            double u = (offset - slant * y) / cellWidth;
            double step = 1 / cellWidth;
            for (int x = 0; x < width; x++, i++, u += step) {
                int column = (int) u;
                float right = Texture.smooth((float) (u - column));
                values[i] += new Texture.Corners(
                                lattice[above + column],
                                lattice[above + column + 1],
                                lattice[below + column],
                                lattice[below + column + 1])
                        .at(right, down);
            }
        }
    }
}
