package io.millsight.evaluation.report;

import io.millsight.evaluation.statistics.Interval;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One cell of a table.
 *
 * @param shown for people: numbers with four decimals
 * @param exact for programs: numbers that read back exactly, nothing where there is no value
 * @param number whether it stands at the right
 */
public record Cell(String shown, String exact, boolean number) {

    private static final String ABSENT = "–";

    public static Cell text(String text) {
        return new Cell(text, text, false);
    }

    public static Cell count(long count) {
        return new Cell(Long.toString(count), Long.toString(count), true);
    }

    static Cell number(double value) {
        return new Cell(shown(value), Double.toString(value), true);
    }

    static Cell number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : absent();
    }

    static Cell absent() {
        return new Cell(ABSENT, "", true);
    }

    static String shown(Interval interval) {
        return shown(interval.low()) + " to " + shown(interval.high());
    }

    static String shown(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
