package io.millsight.qwen.image;

/**
 * What each place of a resized axis takes from the original one, as fixed-point numbers.
 *
 * <p>The kernel is the cubic one with a = -0.5, stretched when the axis shrinks so that every original pixel counts. Place {@code i}
 * takes {@code taps[i]} pixels from {@code first[i]} on, weighted by {@code weights[i * maxTaps ...]} / 2<sup>precision</sup>.
 */
final class ResizeWeights {

    private static final double SUPPORT = 2;
    private static final int PILLOW_PRECISION = 22;
    private static final int ATEN_WEIGHT_LIMIT = 1 << 15;

    private final int[] first;
    private final int[] taps;
    private final int maxTaps;
    private final int[] weights;
    private final int precision;

    ResizeWeights(int originalSize, int size, ResizeVariant variant) {
        double scale = originalSize / (double) size;
        double stretch = Math.max(scale, 1);
        double support = SUPPORT * stretch;
        first = new int[size];
        taps = new int[size];
        maxTaps = (int) Math.ceil(support) * 2 + 1;
        double[] exact = new double[size * maxTaps];
        double largest = 0;
        for (int i = 0; i < size; i++) {
            double center = (i + 0.5) * scale;
            first[i] = Math.max((int) (center - support + 0.5), 0);
            taps[i] = Math.min((int) (center + support + 0.5), originalSize) - first[i];
            double sum = 0;
            for (int tap = 0; tap < taps[i]; tap++) {
                double weight = cubic((tap + first[i] - center + 0.5) / stretch);
                exact[i * maxTaps + tap] = weight;
                sum += weight;
            }
            for (int tap = 0; tap < taps[i]; tap++) {
                exact[i * maxTaps + tap] /= sum;
                largest = Math.max(largest, exact[i * maxTaps + tap]);
            }
        }
        precision = switch (variant) {
            case ATEN -> largestPrecision(largest);
            case PILLOW -> PILLOW_PRECISION;
        };
        weights = new int[exact.length];
        for (int i = 0; i < exact.length; i++) {
            weights[i] = (int) (exact[i] * (1 << precision) + Math.copySign(0.5, exact[i]));
        }
    }

    int size() {
        return first.length;
    }

    int first(int place) {
        return first[place];
    }

    int taps(int place) {
        return taps[place];
    }

    int weight(int place, int tap) {
        return weights[place * maxTaps + tap];
    }

    /** A half, to begin sums with. */
    int rounding() {
        return 1 << (precision - 1);
    }

    /** The byte that a sum of weighted pixels stands for. */
    byte toByte(int sum) {
        return (byte) Math.min(Math.max(sum >> precision, 0), 255);
    }

    /** So many bits that the largest weight just fits sixteen of them, its sign included. */
    private static int largestPrecision(double largestWeight) {
        int precision = 0;
        while (precision < PILLOW_PRECISION
                && (int) (0.5 + largestWeight * (1 << (precision + 1))) < ATEN_WEIGHT_LIMIT) {
            precision++;
        }
        return precision;
    }

    private static double cubic(double distance) {
        double a = -0.5;
        double x = Math.abs(distance);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0;
    }
}
