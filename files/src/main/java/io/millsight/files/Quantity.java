package io.millsight.files;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Quantity {

    private static final double KILO = 1000;
    private static final String[] BYTE_UNITS = {"bytes", "kB", "MB", "GB", "TB"};
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;

    private Quantity() {}

    /** {@code 37,152,768}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 error}, {@code 1,620 errors}. */
    public static String of(long number, String singular) {
        return MessageText.count(number, singular);
    }

    /** {@code 7.51 GB}, in powers of ten. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= KILO && unit < BYTE_UNITS.length - 1) {
            value /= KILO;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : threeDigits(value)) + " " + BYTE_UNITS[unit];
    }

    /** {@code 0.338}, {@code 33.8}, {@code 338}, {@code 3,380}: as exact as a measured figure deserves. */
    public static String threeDigits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
    public static String time(Duration duration) {
        long seconds = Math.round(duration.toMillis() / KILO);
        long hours = seconds / SECONDS_PER_HOUR;
        long minutes = seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
        long rest = seconds % SECONDS_PER_MINUTE;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, rest)
                : String.format(Locale.ROOT, "%d:%02d", minutes, rest);
    }
}
