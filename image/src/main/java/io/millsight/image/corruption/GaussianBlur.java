package io.millsight.image.corruption;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Gaussian blur, as of a lens out of focus. The kernel extends three standard deviations to each side and is applied
 * along rows, then along columns. Border pixels are repeated. Uses no random numbers.
 *
 * @param deviation standard deviation in pixels
 */
public record GaussianBlur(double deviation) implements ImageCorruption {

    private static final int DEVIATIONS = 3;

    public GaussianBlur {
        if (!(deviation > 0 && deviation <= 100)) {
            throw new IllegalArgumentException("the deviation of a blur is above 0 and up to 100, not " + deviation);
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        double[] kernel = kernel();
        int width = image.width();
        int height = image.height();
        byte[] pixels = image.pixels();
        double[] rows = new double[pixels.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = pixels[i] & 0xff;
        }
        double[] blurred = alongRows(rows, width, height, kernel);
        double[] both = transposed(alongRows(transposed(blurred, width, height), height, width, kernel), height, width);
        byte[] target = new byte[both.length];
        for (int i = 0; i < target.length; i++) {
            target[i] = GreyValue.of(both[i]);
        }
        return new RgbImage(width, height, target);
    }

    /** Returns the Gaussian kernel, which sums to 1. */
    private double[] kernel() {
        int radius = (int) Math.ceil(DEVIATIONS * deviation);
        double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double distance = (i - radius) / deviation;
            kernel[i] = Math.exp(-distance * distance / 2);
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }

    private static double[] alongRows(double[] values, int width, int height, double[] kernel) {
        int radius = kernel.length / 2;
        double[] result = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int i = 0; i < kernel.length; i++) {
                    int from = 3 * (y * width + Math.min(Math.max(x + i - radius, 0), width - 1));
                    int to = 3 * (y * width + x);
                    result[to] += kernel[i] * values[from];
                    result[to + 1] += kernel[i] * values[from + 1];
                    result[to + 2] += kernel[i] * values[from + 2];
                }
            }
        }
        return result;
    }

    /** Exchanges rows and columns. */
    private static double[] transposed(double[] values, int width, int height) {
        double[] result = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(values, 3 * (y * width + x), result, 3 * (x * height + y), 3);
            }
        }
        return result;
    }
}
