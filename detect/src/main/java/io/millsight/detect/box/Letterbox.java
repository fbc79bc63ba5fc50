package io.millsight.detect.box;

import io.millsight.image.BilinearResize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fits an image into a square without changing its aspect ratio: the longer side fills the square, and grey bars fill the rest.
 *
 * @param width of the image
 * @param height of the image
 * @param size side of the square in pixels
 */
public record Letterbox(int width, int height, int size) {

    private static final byte BAR = 114; // grey value
    private static final int CHANNELS = 3;
    private static final double ROUNDING = 0.1; // an odd bar is smaller at the left and the top

    private double ratio() {
        return Math.min((double) size / height, (double) size / width);
    }

    private int resizedWidth() {
        return (int) Math.max(1, Math.rint(width * ratio()));
    }

    private int resizedHeight() {
        return (int) Math.max(1, Math.rint(height * ratio()));
    }

    private int left() {
        return (int) Math.rint((size - resizedWidth()) / 2.0 - ROUNDING);
    }

    private int top() {
        return (int) Math.rint((size - resizedHeight()) / 2.0 - ROUNDING);
    }

    /** Returns the square's pixels from 0 to 1: red, then green, then blue, each row after row. */
    public float[] fit(RgbImage image) {
        RgbImage resized = BilinearResize.resize(image, resizedWidth(), resizedHeight());
        float[] values = new float[CHANNELS * size * size];
        Arrays.fill(values, BAR / 255f);
        int left = left();
        int top = top();
        byte[] pixels = resized.pixels();
        int place = 0;
        for (int y = 0; y < resized.height(); y++) {
            int start = (top + y) * size + left;
            for (int x = start; x < start + resized.width(); x++) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    values[channel * size * size + x] = (pixels[place++] & 0xff) / 255f;
                }
            }
        }
        return values;
    }

    /**
     * Returns a box of the square in pixels of the image, clipped to the image.
     *
     * @return null if nothing of the box lies on the image
     */
    public @Nullable BoundingBox toImage(float x1, float y1, float x2, float y2) {
        double ratio = ratio();
        double barX = (size - width * ratio) / 2;
        double barY = (size - height * ratio) / 2;
        double xMin = clip((x1 - barX) / ratio, width);
        double yMin = clip((y1 - barY) / ratio, height);
        double xMax = clip((x2 - barX) / ratio, width);
        double yMax = clip((y2 - barY) / ratio, height);
        return xMax > xMin && yMax > yMin ? new BoundingBox(xMin, yMin, xMax, yMax) : null;
    }

    private static double clip(double value, double limit) {
        return Math.min(Math.max(value, 0), limit);
    }
}
