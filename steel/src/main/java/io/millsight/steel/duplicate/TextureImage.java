package io.millsight.steel.duplicate;

import io.millsight.image.RgbImage;

/**
 * Texture of an image without its lighting. A value is the difference of a pixel from the mean of its neighbourhood,
 * divided by the local standard deviation. Crops of one strip with different brightness have equal textures, and a
 * strong scratch counts no more than faint grain.
 */
final class TextureImage {

    /** Value of one standard deviation. A byte covers six deviations. */
    static final int UNIT = 20;

    /** Larger images are reduced by an integer factor. */
    private static final int LONGEST_SIDE = 512;

    /** The neighbourhood is a square of 17 pixels. */
    private static final int RADIUS = 8;

    /** Standard deviation of camera and JPEG noise, in grey values. */
    private static final float NOISE = 2;

    private final int width;
    private final int height;
    private final int reduction;
    private final byte[] values;

    private TextureImage(int width, int height, int reduction, byte[] values) {
        this.width = width;
        this.height = height;
        this.reduction = reduction;
        this.values = values;
    }

    static TextureImage of(RgbImage image) {
        int reduction = (Math.max(image.width(), image.height()) + LONGEST_SIDE - 1) / LONGEST_SIDE;
        int width = Math.max(1, image.width() / reduction);
        int height = Math.max(1, image.height() / reduction);
        float[] grey = smooth(grey(image, width, height, reduction), width, height);
        return new TextureImage(width, height, reduction, normalise(grey, width, height));
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Returns the number of image pixels per texture pixel, in each direction. */
    int reduction() {
        return reduction;
    }

    int value(int x, int y) {
        return values[y * width + x];
    }

    /** Returns the values row by row. The array is not copied: do not write to it. */
    byte[] values() {
        return values;
    }

    /** Returns the mean over squares of the image and over all channels. */
    private static float[] grey(RgbImage image, int width, int height, int reduction) {
        int right = Math.min(image.width(), width * reduction);
        int bottom = Math.min(image.height(), height * reduction);
        float[] grey = new float[width * height];
        float weight = 1f / (3 * reduction * reduction);
        for (int y = 0; y < bottom; y++) {
            for (int x = 0; x < right; x++) {
                int sum = image.value(x, y, 0) + image.value(x, y, 1) + image.value(x, y, 2);
                grey[y / reduction * width + x / reduction] += weight * sum;
            }
        }
        return grey;
    }

    /** Smooths by a binomial kernel of 5x5 pixels, because JPEG changes fine details differently in each crop. */
    private static float[] smooth(float[] grey, int width, int height) {
        float[] rows = new float[grey.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rows[y * width + x] = binomial(grey, y * width, 1, x, width);
            }
        }
        float[] smooth = new float[grey.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                smooth[y * width + x] = binomial(rows, x, width, y, height);
            }
        }
        return smooth;
    }

    /** Returns the weighted mean at a position of a line of pixels. The ends of the line are repeated. */
    private static float binomial(float[] pixels, int start, int step, int at, int length) {
        int last = length - 1;
        float near = pixels[start + step * Math.max(at - 1, 0)] + pixels[start + step * Math.min(at + 1, last)];
        float far = pixels[start + step * Math.max(at - 2, 0)] + pixels[start + step * Math.min(at + 2, last)];
        return (6 * pixels[start + step * at] + 4 * near + far) / 16;
    }

    private static byte[] normalise(float[] grey, int width, int height) {
        double[] sums = new double[(width + 1) * (height + 1)];
        double[] squares = new double[sums.length];
        integrate(grey, width, height, sums, squares);
        byte[] values = new byte[grey.length];
        for (int y = 0; y < height; y++) {
            int top = Math.max(y - RADIUS, 0) * (width + 1);
            int bottom = Math.min(y + RADIUS + 1, height) * (width + 1);
            for (int x = 0; x < width; x++) {
                int left = Math.max(x - RADIUS, 0);
                int right = Math.min(x + RADIUS + 1, width);
                double count = (double) (right - left) * (bottom - top) / (width + 1);
                double mean =
                        (sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left]) / count;
                double square =
                        (squares[bottom + right] - squares[bottom + left] - squares[top + right] + squares[top + left])
                                / count;
                double deviation = Math.sqrt(Math.max(square - mean * mean, 0)) + NOISE;
                double value = UNIT * (grey[y * width + x] - mean) / deviation;
                values[y * width + x] = (byte) Math.max(-127, Math.min(127, Math.round(value)));
            }
        }
        return values;
    }

    /** Fills summed-area tables of the values and of their squares. */
    private static void integrate(float[] grey, int width, int height, double[] sums, double[] squares) {
        int stride = width + 1;
        for (int y = 0; y < height; y++) {
            double sum = 0;
            double square = 0;
            for (int x = 0; x < width; x++) {
                double value = grey[y * width + x];
                sum += value;
                square += value * value;
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + sum;
                squares[(y + 1) * stride + x + 1] = squares[y * stride + x + 1] + square;
            }
        }
    }
}
