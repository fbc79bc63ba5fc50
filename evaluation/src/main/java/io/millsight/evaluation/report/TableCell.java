package io.millsight.evaluation.report;

import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * One cell of a table.
 *
 * @param shown for people: numbers with four decimals
 * @param exact for programs: numbers that read back exactly, nothing where there is no value
 * @param number whether it stands at the right
 */
public record TableCell(String shown, String exact, boolean number) {

    private static final String ABSENT = "–";
    private static final double LEAST_SHOWN = 0.00005;

    public static TableCell text(String text) {
        return new TableCell(text, text, false);
    }

    /** A name that somebody else gave: people see the beginning of a long one. */
    static TableCell name(String name) {
        return new TableCell(MessageText.excerpt(name), name, false);
    }

    /** Names of columns: people read blanks where programs read underscores. */
    static List<TableCell> names(String... keys) {
        return Stream.of(keys)
                .map(key -> new TableCell(key.replace('_', ' '), key, false))
                .toList();
    }

    public static TableCell count(long count) {
        return new TableCell(Long.toString(count), Long.toString(count), true);
    }

    /** A number; what is not finite is no value. */
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

    /** Four decimals; what they would show as zero, such as the probability of a whole sentence, with its first digits. */
    public static String shown(double value) {
        boolean vanishing = value != 0 && Math.abs(value) < LEAST_SHOWN;
        return String.format(Locale.ROOT, vanishing ? "%.0e" : "%.4f", value);
    }
}
