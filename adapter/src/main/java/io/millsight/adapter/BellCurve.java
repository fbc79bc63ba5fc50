package io.millsight.adapter;

/** How near two whole numbers are: 1 if they are the same, falling as a normal distribution does, and 0 from three standard deviations on. */
public final class BellCurve {

    private static final double REACH = 3; // standard deviations

    private final double[] heights; // by distance

    /**
     * @param deviation the standard deviation, in numbers; with 0 a number is near to itself only
     */
    public BellCurve(double deviation) {
        heights = new double[(int) (REACH * deviation) + 1];
        for (int distance = 0; distance < heights.length; distance++) {
            double deviations = distance == 0 ? 0 : distance / deviation;
            heights[distance] = Math.exp(-deviations * deviations / 2);
        }
    }

    /** The largest distance at which it is not 0. */
    public int reach() {
        return heights.length - 1;
    }

    /** The height at a distance to either side. */
    public double at(int distance) {
        int absolute = Math.abs(distance);
        return absolute < heights.length ? heights[absolute] : 0;
    }
}
