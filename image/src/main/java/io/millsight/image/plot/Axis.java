package io.millsight.image.plot;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Axis of a plot.
 *
 * @param label what the axis measures
 * @param from lowest value; above 0 for a logarithmic axis
 * @param to highest value, above the lowest
 * @param logarithmic whether equal factors have equal lengths
 */
public record Axis(String label, double from, double to, boolean logarithmic) {

    private static final int MAX_INTERVALS = 5;
    private static final double[] NICE_STEPS = {1, 2, 2.5, 5, 10};

    /** Value with its text on the axis. */
    record Tick(double value, String text) {}

    public Axis {
        if (!(from < to) || (logarithmic && !(from > 0))) {
            throw new IllegalArgumentException(label + ": an axis cannot go from " + from + " to " + to);
        }
    }

    /** Returns an axis for shares: from 0 to 1. */
    public static Axis share(String label) {
        return new Axis(label, 0, 1, false);
    }

    /** Returns an axis from 0 to a round number at or above a value. */
    public static Axis upTo(String label, double highest) {
        double step = step(highest > 0 ? highest : 1);
        return new Axis(label, 0, step * Math.ceil((highest > 0 ? highest : 1) / step - 1e-9), false);
    }

    /** Returns where a value lies: 0 at the start of the axis, 1 at its end. Values outside lie at the nearest end. */
    double position(double value) {
        double clamped = Math.max(from, Math.min(to, value));
        return logarithmic
                ? (Math.log(clamped) - Math.log(from)) / (Math.log(to) - Math.log(from))
                : (clamped - from) / (to - from);
    }

    List<Tick> ticks() {
        return logarithmic ? powersOfTen() : roundNumbers();
    }

    private List<Tick> roundNumbers() {
        double step = step(to - from);
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
            ticks.add(new Tick(i * step, text(i * step)));
        }
        return ticks;
    }

    private List<Tick> powersOfTen() {
        int first = (int) Math.ceil(Math.log10(from) - 1e-9);
        int last = (int) Math.floor(Math.log10(to) + 1e-9);
        int every = Math.max(1, (last - first) / MAX_INTERVALS + ((last - first) % MAX_INTERVALS == 0 ? 0 : 1));
        List<Tick> ticks = new ArrayList<>();
        for (int exponent = last; exponent >= first; exponent -= every) {
            ticks.add(new Tick(Math.pow(10, exponent), text(Math.pow(10, exponent))));
        }
        return ticks;
    }

    private static double step(double range) {
        double rough = range / MAX_INTERVALS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double nice : NICE_STEPS) {
            if (nice * power >= rough * (1 - 1e-9)) {
                return nice * power;
            }
        }
        throw new IllegalStateException("a range of " + range + " has no steps");
    }

    private static String text(double value) {
        BigDecimal rounded = BigDecimal.valueOf(Math.rint(value * 1e9) / 1e9).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
