package io.millsight.adapter;

/**
 * A Gaussian of the distance between two whole numbers: exp(-d² / 2σ²), cut off at three standard deviations. Not normalised; its value at distance 0
 * is 1. Immutable.
 */
public final class GaussianKernel {

    private static final double RADIUS = 3; // standard deviations

    private final double[] values; // by distance

    /**
     * Makes a kernel.
     *
     * @param deviation the standard deviation σ; with 0 only the distance 0 has a value other than 0
     */
    public GaussianKernel(double deviation) {
        values = new double[(int) (RADIUS * deviation) + 1];
        for (int distance = 0; distance < values.length; distance++) {
            double deviations = distance == 0 ? 0 : distance / deviation;
            values[distance] = Math.exp(-deviations * deviations / 2);
        }
    }

    /** The largest distance with a value other than 0. */
    public int radius() {
        return values.length - 1;
    }

    /** The value at a distance of either sign. */
    public double at(int distance) {
        int absolute = Math.abs(distance);
        return absolute < values.length ? values[absolute] : 0;
    }
}
