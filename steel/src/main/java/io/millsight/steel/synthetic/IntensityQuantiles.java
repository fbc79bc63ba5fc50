package io.millsight.steel.synthetic;

import static io.millsight.steel.synthetic.RandomDraws.fromQuantiles;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How bright photographs of a type are and how much their grey values differ, by five quantiles each: 5, 25, 50, 75 and 95 %.
 *
 * @param brightness means of photographs; empty where it follows from what they show
 * @param contrast standard deviations within photographs
 */
record IntensityQuantiles(List<Double> brightness, List<Double> contrast) {

    /** No picture is stretched or flattened by more, lest grain becomes what it is not. */
    private static final double MOST = 1.8;

    /** Gives a surface the brightness and the contrast of one of these photographs. */
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
        double factor = Math.min(MOST, Math.max(1 / MOST, deviation / found));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bright + factor * (values[i] - mean));
        }
    }
}
