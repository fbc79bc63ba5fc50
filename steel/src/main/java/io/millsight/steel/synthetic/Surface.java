package io.millsight.steel.synthetic;

import io.millsight.image.RgbImage;
import io.millsight.image.corruption.GreyValue;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Grey image during drawing: values from 0 (black) to 255 (white), not yet clipped. */
final class Surface {

    private final int width;
    private final int height;
    private final float[] values;

    Surface(int width, int height) {
        this.width = width;
        this.height = height;
        this.values = new float[width * height];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    float[] values() {
        return values;
    }

    void fill(double value) {
        Arrays.fill(values, (float) value);
    }

    /**
     * Adds a linear gradient in a random direction.
     *
     * @param amount difference between both sides
     */
    void addSlope(double amount, RandomGenerator random) {
        double angle = random.nextDouble(2 * Math.PI);
        double alongX = Math.cos(angle) * amount / width;
        double alongY = Math.sin(angle) * amount / height;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                values[i] += (float) (alongX * (x - width / 2.0) + alongY * (y - height / 2.0));
            }
        }
    }

    /** Smooths with a binomial kernel of 3x3 pixels. */
    void soften() {
        float[] rows = values.clone();
        for (int y = 0; y < height; y++) {
            for (int x = 1; x < width - 1; x++) {
                int i = y * width + x;
                rows[i] = 0.25f * values[i - 1] + 0.5f * values[i] + 0.25f * values[i + 1];
            }
        }
        System.arraycopy(rows, 0, values, 0, values.length);
        for (int y = 1; y < height - 1; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                values[i] = 0.25f * rows[i - width] + 0.5f * rows[i] + 0.25f * rows[i + width];
            }
        }
    }

    /**
     * Replaces the values by the magnitude of their gradient.
     *
     * @param even value of flat areas
     * @param gain factor of the gradient
     */
    void scatter(double even, double gain) {
        float[] before = values.clone();
        for (int y = 0, i = 0; y < height; y++) {
            int above = y == 0 ? i : i - width;
            int below = y == height - 1 ? i : i + width;
            for (int x = 0; x < width; x++, i++, above++, below++) {
                double alongX = before[x == width - 1 ? i : i + 1] - before[x == 0 ? i : i - 1];
                double alongY = before[below] - before[above];
                values[i] = (float) (even + gain * Math.hypot(alongX, alongY) / 2);
            }
        }
    }

    RgbImage toImage() {
        byte[] pixels = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            byte grey = GreyValue.of(values[i]);
            pixels[3 * i] = grey;
            pixels[3 * i + 1] = grey;
            pixels[3 * i + 2] = grey;
        }
        return new RgbImage(width, height, pixels);
    }
}
