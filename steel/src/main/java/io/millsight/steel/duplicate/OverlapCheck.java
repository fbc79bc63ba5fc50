package io.millsight.steel.duplicate;

import java.util.Optional;

/**
 * Decides whether two textures show the same steel at an offset, by the correlation of their common area.
 *
 * <p>The correlation must be high and must fall off in all directions. Along a straight scratch, or over a regular
 * pattern, it is high at many offsets and proves nothing.
 */
final class OverlapCheck {

    /** Smallest common area relative to the smaller image. */
    private static final double MIN_SHARE = 0.04;

    private static final double MIN_CORRELATION = 0.6;

    /**
     * Offsets with a lower correlation are not refined. One pixel beside a true offset, the correlation is still 0.5.
     */
    private static final double MIN_CORRELATION_TO_REFINE = 0.35;

    /** Largest ratio of (1 - correlation) at the offset to (1 - correlation) beside it. */
    private static final double MAX_RELATIVE_LOSS = 0.65;

    /** Distance in pixels at which the correlation of a natural texture has fallen off. */
    private static final int BESIDE = 6;

    private final TextureImage first;
    private final TextureImage second;

    OverlapCheck(TextureImage first, TextureImage second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Accepted offset: the second image starts at column {@code dx} and row {@code dy} of the first.
     *
     * @param dx column in pixels
     * @param dy row in pixels
     * @param share common area relative to the smaller image
     * @param correlation correlation of the common area
     */
    record Fit(int dx, int dy, double share, double correlation) {}

    /** Returns the best fit within one pixel of an offset; empty if the images do not overlap there. */
    Optional<Fit> fitNear(int dx, int dy) {
        if (share(dx, dy) < MIN_SHARE || correlation(dx, dy) < MIN_CORRELATION_TO_REFINE) {
            return Optional.empty();
        }
        Fit best = fit(dx, dy);
        for (int y = dy - 1; y <= dy + 1; y++) {
            for (int x = dx - 1; x <= dx + 1; x++) {
                Fit fit = fit(x, y);
                best = fit.correlation > best.correlation ? fit : best;
            }
        }
        return Optional.of(best).filter(fit -> fit.correlation >= MIN_CORRELATION && standsOut(fit));
    }

    private Fit fit(int dx, int dy) {
        return new Fit(dx, dy, share(dx, dy), correlation(dx, dy));
    }

    private boolean standsOut(Fit fit) {
        for (int y = -BESIDE; y <= BESIDE; y += BESIDE) {
            for (int x = -BESIDE; x <= BESIDE; x += BESIDE) {
                boolean beside = x != 0 || y != 0;
                double lacking = 1 - correlation(fit.dx + x, fit.dy + y);
                if (beside && 1 - fit.correlation > MAX_RELATIVE_LOSS * lacking) {
                    return false;
                }
            }
        }
        return true;
    }

    private int commonWidth(int dx) {
        return Math.max(0, Math.min(first.width(), second.width() + dx) - Math.max(0, dx));
    }

    private int commonHeight(int dy) {
        return Math.max(0, Math.min(first.height(), second.height() + dy) - Math.max(0, dy));
    }

    private double share(int dx, int dy) {
        double smaller = Math.min((double) first.width() * first.height(), (double) second.width() * second.height());
        return (double) commonWidth(dx) * commonHeight(dy) / smaller;
    }

    /** Returns Pearson's correlation of the common area; 0 if it is undefined. */
    private double correlation(int dx, int dy) {
        int columns = commonWidth(dx);
        Moments moments = new Moments();
        for (int row = 0; row < commonHeight(dy); row++) {
            int startOfFirst = (Math.max(dy, 0) + row) * first.width() + Math.max(dx, 0);
            int startOfSecond = (Math.max(-dy, 0) + row) * second.width() + Math.max(-dx, 0);
            moments.add(first.values(), startOfFirst, second.values(), startOfSecond, columns);
        }
        return moments.correlation();
    }

    /** Sums over pairs of bytes. They are exact, so every run gives the same decision. */
    private static final class Moments {

        private long count;
        private long sumA;
        private long sumB;
        private long squareA;
        private long squareB;
        private long product;

        /** Adds a row. The sums of a row fit in 32 bits. */
        void add(byte[] a, int startA, byte[] b, int startB, int length) {
            int rowA = 0;
            int rowB = 0;
            int rowSquareA = 0;
            int rowSquareB = 0;
            int rowProduct = 0;
            for (int i = 0; i < length; i++) {
                int valueA = a[startA + i];
                int valueB = b[startB + i];
                rowA += valueA;
                rowB += valueB;
                rowSquareA += valueA * valueA;
                rowSquareB += valueB * valueB;
                rowProduct += valueA * valueB;
            }
            count += length;
            sumA += rowA;
            sumB += rowB;
            squareA += rowSquareA;
            squareB += rowSquareB;
            product += rowProduct;
        }

        double correlation() {
            double varianceA = (double) count * squareA - (double) sumA * sumA;
            double varianceB = (double) count * squareB - (double) sumB * sumB;
            double covariance = (double) count * product - (double) sumA * sumB;
            return varianceA > 0 && varianceB > 0 ? covariance / Math.sqrt(varianceA * varianceB) : 0;
        }
    }
}
