package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Cell of a table.
 *
 * @param shown text for people: numbers with two decimals
 * @param detail addition for people, smaller and in brackets: the 95 % interval; empty for none; {@link #PARTS} divides its
 *     parts
 * @param exact text for programs: exact numbers, empty for a missing value
 * @param number whether the cell is right-aligned
 * @param best whether no other value of the same measure is better
 */
public record TableCell(String shown, String detail, String exact, boolean number, boolean best) {

    /** Divides the parts of a detail. */
    static final String PARTS = "; ";

    private static final String ABSENT = "–";
    private static final double MIN_TWO_DECIMALS = 0.005;
    private static final double MIN_THREE_DECIMALS = 0.0005;

    private TableCell(String shown, String exact, boolean number) {
        this(shown, "", exact, number, false);
    }

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

    /** Returns a cell for a value with its interval. */
    static TableCell estimate(Estimate estimate) {
        TableCell value = number(estimate.asOptional());
        return value.withDetail(interval(estimate));
    }

    static TableCell absent() {
        return new TableCell(ABSENT, "", true);
    }

    TableCell withShown(String text) {
        return new TableCell(text, detail, exact, number, best);
    }

    TableCell withDetail(String addition) {
        return new TableCell(shown, addition, exact, number, best);
    }

    TableCell withFurtherDetail(String addition) {
        return withDetail(detail.isEmpty() ? addition : detail + PARTS + addition);
    }

    TableCell asBest() {
        return new TableCell(shown, detail, exact, number, true);
    }

    TableCell rightAligned(boolean right) {
        return new TableCell(shown, detail, exact, right, best);
    }

    /** Returns text and addition as one text. */
    String plain() {
        return detail.isEmpty() ? shown : shown + " (" + detail + ")";
    }

    /**
     * Returns the 95 % interval of an estimate; empty without one. An interval of one point is left out as well: it
     * only says that all images gave the same result.
     */
    static String interval(Estimate estimate) {
        return estimate instanceof Estimate.Known known
                ? known.interval()
                        .filter(interval -> !shown(interval.low()).equals(shown(interval.high())))
                        .map(TableCell::shown)
                        .orElse("")
                : "";
    }

    private static String shown(ConfidenceInterval interval) {
        return shown(interval.low()) + "–" + shown(interval.high());
    }

    /** Formats a number with two decimals, and a very small one (such as the probability of a sentence) with its first digit. */
    public static String shown(double value) {
        double size = Math.abs(value);
        String format = "%.2f";
        if (size != 0 && size < MIN_THREE_DECIMALS) {
            format = "%.0e";
        } else if (size != 0 && size < MIN_TWO_DECIMALS) {
            format = "%.3f";
        }
        return String.format(Locale.ROOT, format, value);
    }
}
