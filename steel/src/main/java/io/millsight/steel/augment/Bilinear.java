package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;

/** Bilinear interpolation between pixel centres. */
final class Bilinear {

    private Bilinear() {}

    /** Returns the part of the image inside the window, resized to the size of the whole image. */
    static RgbImage enlarge(RgbImage image, BoundingBox window) {
        int width = image.width();
        int height = image.height();
        Taps columns = new Taps(width, window.xMin(), window.width());
        Taps rows = new Taps(height, window.yMin(), window.height());
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            int top = rows.first[y];
            int bottom = rows.second[y];
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    double above = columns.mix(x, image, top, channel);
                    double below = columns.mix(x, image, bottom, channel);
                    pixels[i++] = (byte) Math.round(above + rows.weight[y] * (below - above));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /**
     * Source positions and weights of an axis: for each target position two source positions, and the weight of the
     * second.
     */
    private static final class Taps {

        private final int[] first;
        private final int[] second;
        private final double[] weight;

        Taps(int size, double start, double length) {
            first = new int[size];
            second = new int[size];
            weight = new double[size];
            for (int i = 0; i < size; i++) {
                double position = start + (i + 0.5) * length / size - 0.5;
                int floor = (int) Math.floor(position);
                first[i] = Math.min(Math.max(floor, 0), size - 1);
                second[i] = Math.min(Math.max(floor + 1, 0), size - 1);
                weight[i] = position - floor;
            }
        }

        double mix(int x, RgbImage image, int y, int channel) {
            int left = image.value(first[x], y, channel);
            int right = image.value(second[x], y, channel);
            return left + weight[x] * (right - left);
        }
    }
}
