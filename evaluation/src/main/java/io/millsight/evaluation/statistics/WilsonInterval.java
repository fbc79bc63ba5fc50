package io.millsight.evaluation.statistics;

/**
 * Wilson's 95 % interval of a share. Unlike a bootstrap, it has a width even if all observations agree: five of five
 * right ones may well be a share of 0.6.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, Probable inference, the law of succession, and
 *     statistical inference, 1927</a>
 */
public final class WilsonInterval {

    private static final double Z = 1.96;

    private WilsonInterval() {}

    /**
     * Returns the interval.
     *
     * @param share observed share, from 0 to 1
     * @param observations number of independent observations, at least 1
     */
    public static ConfidenceInterval of(double share, int observations) {
        if (observations < 1) {
            throw new IllegalArgumentException("an interval needs an observation");
        }
        double z2 = Z * Z / observations;
        double centre = (share + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / observations + z2 / (4 * observations));
        return new ConfidenceInterval(Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
