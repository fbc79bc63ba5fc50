package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.fromQuantiles;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Five quantiles (5, 25, 50, 75 and 95 %) of the brightness and contrast of real images of one type.
 *
 * @param brightness means of images; empty if the brightness follows from the drawn content
 * @param contrast standard deviations within images
 */
record IntensityQuantiles(List<Double> brightness, List<Double> contrast) {

    /** Limit of the change of contrast. A larger change would turn grain into other structures. */
    private static final double MAX_FACTOR = 1.8;

    /** Changes brightness and contrast of a surface to values drawn from these quantiles. */
    void applyTo(Surface surface, RandomGenerator random) {
        double deviation = fromQuantiles(contrast, random);
        float[] values = surface.values();
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / values.length;
        double found = Math.sqrt(Math.max(1, squares / values.length - mean * mean));
        double bright = brightness.isEmpty() ? mean : fromQuantiles(brightness, random);
        double factor = Math.min(MAX_FACTOR, Math.max(1 / MAX_FACTOR, deviation / found));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bright + factor * (values[i] - mean));
        }
    }
}
