package io.millsight.qwen.config;

import java.util.Locale;

/** Checks of configuration values; what fails is an {@link IllegalArgumentException} that names the key. */
public final class Require {

    private Require() {}

    public static void positive(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            String number = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            throw new IllegalArgumentException(key + " is " + number + ", expected a positive number");
        }
    }

    public static void positive(String key, int value, int largest) {
        positive(key, value);
        if (value > largest) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s is %,d, more than the %,d that are supported", key, value, largest));
        }
    }

    static void divides(String divisorKey, int divisor, String key, int value) {
        if (value % divisor != 0) {
            throw new IllegalArgumentException(
                    divisorKey + " " + divisor + " does not divide " + key + " " + value + " without a rest");
        }
    }
}
