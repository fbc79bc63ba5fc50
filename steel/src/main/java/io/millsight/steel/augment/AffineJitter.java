package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Enlarges and moves an image at random, and cuts a square out of the result. Boxes that become too small, too narrow, or that are mostly cut off are
 * left out.
 *
 * @param size side of the square
 * @param scale the factor is drawn from 1 − scale to 1.1 + scale
 * @param shift largest shift of the centre, as a share of the side
 */
public record AffineJitter(int size, double scale, double shift) {

    private static final double MIN_SIDE = 2; // pixels
    private static final double MIN_VISIBLE = 0.1; // of the area
    private static final double MAX_ASPECT = 20;

    /** Draws a factor and a shift. */
    public Sample draw(Sample sample, RandomGenerator random) {
        double factor = 1 - scale + random.nextDouble() * (0.1 + 2 * scale);
        double centreX = (0.5 - shift + random.nextDouble() * 2 * shift) * size;
        double centreY = (0.5 - shift + random.nextDouble() * 2 * shift) * size;
        return apply(sample, factor, centreX, centreY);
    }

    /** Enlarges by a factor, and moves the centre of the image to a place of the square. */
    public Sample apply(Sample sample, double factor, double centreX, double centreY) {
        double offsetX = centreX - factor * sample.image().width() / 2;
        double offsetY = centreY - factor * sample.image().height() / 2;
        List<Defect> defects = new ArrayList<>();
        for (Defect defect : sample.defects()) {
            BoundingBox box = defect.box();
            double xMin = clip(factor * box.xMin() + offsetX);
            double yMin = clip(factor * box.yMin() + offsetY);
            double xMax = clip(factor * box.xMax() + offsetX);
            double yMax = clip(factor * box.yMax() + offsetY);
            if (isKept(xMax - xMin, yMax - yMin, box.area() * factor * factor)) {
                defects.add(defect.withBox(new BoundingBox(xMin, yMin, xMax, yMax)));
            }
        }
        return new Sample(pixels(sample.image(), factor, offsetX, offsetY), defects);
    }

    private double clip(double value) {
        return Math.min(Math.max(value, 0), size);
    }

    private static boolean isKept(double width, double height, double areaBefore) {
        return width > MIN_SIDE
                && height > MIN_SIDE
                && width * height > MIN_VISIBLE * areaBefore
                && Math.max(width / height, height / width) < MAX_ASPECT;
    }

    /** Interpolates between the four pixels around each source place. Outside the image is the background of {@link Mosaic}. */
    private RgbImage pixels(RgbImage image, double factor, double offsetX, double offsetY) {
        byte[] target = new byte[3 * size * size];
        byte[] source = image.pixels();
        int width = image.width();
        int place = 0;
        for (int y = 0; y < size; y++) {
            double sourceY = (y - offsetY) / factor;
            int row = (int) Math.floor(sourceY);
            for (int x = 0; x < size; x++) {
                double sourceX = (x - offsetX) / factor;
                int column = (int) Math.floor(sourceX);
                boolean inside = column >= 0 && row >= 0 && column + 1 < width && row + 1 < image.height();
                float right = (float) (sourceX - column);
                float below = (float) (sourceY - row);
                for (int channel = 0; channel < 3; channel++) {
                    int first = 3 * (row * width + column) + channel;
                    float value = inside
                            ? mix(
                                    mix(source[first] & 0xff, source[first + 3] & 0xff, right),
                                    mix(source[first + 3 * width] & 0xff, source[first + 3 * width + 3] & 0xff, right),
                                    below)
                            : mix(
                                    mix(at(image, column, row, channel), at(image, column + 1, row, channel), right),
                                    mix(
                                            at(image, column, row + 1, channel),
                                            at(image, column + 1, row + 1, channel),
                                            right),
                                    below);
                    target[place++] = (byte) (int) (value + 0.5f);
                }
            }
        }
        return new RgbImage(size, size, target);
    }

    private static float mix(float first, float second, float share) {
        return first + share * (second - first);
    }

    private static int at(RgbImage image, int column, int row, int channel) {
        return column < 0 || row < 0 || column >= image.width() || row >= image.height()
                ? Mosaic.BACKGROUND
                : image.value(column, row, channel);
    }
}
