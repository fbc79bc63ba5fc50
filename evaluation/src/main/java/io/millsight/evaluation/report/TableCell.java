package io.millsight.evaluation.report;

import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Cell of a table.
 *
 * @param shown text for people: numbers with four decimals
 * @param exact text for programs: exact numbers, empty for a missing value
 * @param number whether the cell is right-aligned
 */
public record TableCell(String shown, String exact, boolean number) {

    private static final String ABSENT = "–";
    private static final double MIN_SHOWN = 0.00005;

    public static TableCell text(String text) {
        return new TableCell(text, text, false);
    }

    /** Returns a cell for an external name, which is shortened for people. */
    static TableCell name(String name) {
        return new TableCell(MessageText.excerpt(name), name, false);
    }

    /** Returns cells for column names: with blanks for people, with underscores for programs. */
    static List<TableCell> names(String... keys) {
        return Stream.of(keys)
                .map(key -> new TableCell(key.replace('_', ' '), key, false))
                .toList();
    }

    public static TableCell count(long count) {
        return new TableCell(Long.toString(count), Long.toString(count), true);
    }

    /** Returns a cell for a number. A number that is not finite is a missing value. */
    static TableCell number(double value) {
        return Double.isFinite(value) ? new TableCell(shown(value), Double.toString(value), true) : absent();
    }

    static TableCell number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : absent();
    }

    static TableCell absent() {
        return new TableCell(ABSENT, "", true);
    }

    static String shown(ConfidenceInterval interval) {
        return shown(interval.low()) + "–" + shown(interval.high());
    }

    /**
     * Formats a number with four decimals, or a very small one (such as the probability of a sentence) with its first
     * digit.
     */
    public static String shown(double value) {
        boolean vanishing = value != 0 && Math.abs(value) < MIN_SHOWN;
        return String.format(Locale.ROOT, vanishing ? "%.0e" : "%.4f", value);
    }
}
