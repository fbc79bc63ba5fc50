package io.millsight.runs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a run: its name in YAML files and on the command line, its default and its meaning.
 *
 * @param key Hugging Face's or PEFT's name where they have one
 * @param defaultText as a user would write it; null if the setting has to be given
 * @param help one line
 * @param shape what a YAML file may write for it besides a single value
 * @param parser reads the text; refuses it with an {@link IllegalArgumentException} that says what was expected
 */
public record Setting<T>(
        String key, @Nullable String defaultText, String help, Shape shape, Function<String, T> parser) {

    /** What a setting's value looks like in YAML. */
    public enum Shape {
        /** A text, a number or a truth value. */
        SINGLE,
        /** The same, or a list of them. */
        LIST,
        /** The same, or a map from names to numbers. */
        MAP
    }

    private static final String AUTO = "auto";
    private static final String NAME = "[\\w.]+";

    public static Setting<String> text(String key, @Nullable String defaultText, String help) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> text);
    }

    /** A text that passes a test. */
    public static Setting<String> text(
            String key, @Nullable String defaultText, String help, Predicate<String> test, String expected) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> {
            if (!test.test(text)) {
                throw new IllegalArgumentException(expected);
            }
            return text;
        });
    }

    /** A path of a file or folder; an empty text only where that is the default. */
    public static Setting<String> path(String key, @Nullable String defaultText, String help) {
        return text(key, defaultText, help, text -> text.isBlank() ? text.equals(defaultText) : isPath(text), "a path");
    }

    private static boolean isPath(String text) {
        try {
            return !Path.of(text).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    public static Setting<Double> number(String key, String defaultText, double minimum, double maximum, String help) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> number(text, minimum, maximum));
    }

    private static double number(String text, double minimum, double maximum) {
        double value = parse(text, Double::valueOf, "a number");
        if (!(value >= minimum && value <= maximum)) {
            throw new IllegalArgumentException("a number from " + plain(minimum) + " to " + plain(maximum));
        }
        return value;
    }

    /** A number from 0 on that stays below 1. */
    public static Setting<Double> fraction(String key, String defaultText, String help) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> {
            double value = parse(text, Double::valueOf, "a number");
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException("a number of at least 0 and below 1");
            }
            return value;
        });
    }

    /** A number above 0. */
    public static Setting<Double> positive(String key, String defaultText, double maximum, String help) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> {
            double value = parse(text, Double::valueOf, "a number");
            if (!(value > 0 && value <= maximum)) {
                throw new IllegalArgumentException("a number above 0 and up to " + plain(maximum));
            }
            return value;
        });
    }

    /** A number, or what suits the base model. */
    public static Setting<OptionalDouble> numberOrAuto(String key, double minimum, double maximum, String help) {
        return new Setting<>(
                key,
                AUTO,
                help,
                Shape.SINGLE,
                text -> text.equals(AUTO) ? OptionalDouble.empty() : OptionalDouble.of(number(text, minimum, maximum)));
    }

    public static Setting<Integer> integer(String key, String defaultText, int minimum, int maximum, String help) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> integer(text, minimum, maximum));
    }

    private static int integer(String text, int minimum, int maximum) {
        String expected = "a whole number from " + minimum + " to " + maximum;
        long value = parse(text, Long::valueOf, expected);
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(expected);
        }
        return (int) value;
    }

    /** A count, or -1 for none. */
    public static Setting<Integer> countOrNone(String key, String help) {
        return new Setting<>(key, "-1", help, Shape.SINGLE, text -> {
            int value = integer(text, -1, Integer.MAX_VALUE);
            if (value == 0) {
                throw new IllegalArgumentException(
                        "a whole number from 1 to " + Integer.MAX_VALUE + ", or -1 for none");
            }
            return value;
        });
    }

    public static Setting<Boolean> flag(String key, String defaultText, String help) {
        return new Setting<>(key, defaultText, help, Shape.SINGLE, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("true or false");
        });
    }

    /** One of an enum's constants, written in small letters. */
    public static <E extends Enum<E>> Setting<E> choice(String key, String defaultText, Class<E> type, String help) {
        List<E> constants = List.of(type.getEnumConstants());
        String choices = constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return new Setting<>(
                key,
                defaultText,
                help + " (" + choices + ")",
                Shape.SINGLE,
                text -> constants.stream()
                        .filter(constant -> constant.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("one of " + choices)));
    }

    /** Names of modules separated by commas, or one regular expression. */
    public static Setting<List<String>> modules(String key, String defaultText, String help) {
        return new Setting<>(key, defaultText, help, Shape.LIST, text -> {
            List<String> items = items(text);
            if (items.isEmpty()) {
                throw new IllegalArgumentException("a name, or several separated by commas");
            }
            boolean names = items.stream().allMatch(item -> item.matches(NAME));
            if (!names && (items.size() > 1 || !isRegularExpression(text))) {
                throw new IllegalArgumentException(
                        "a list of names separated by commas, or one regular expression without a comma");
            }
            return items;
        });
    }

    /** Numbers by module, {@code name=1,other=2}; a name may be a regular expression. */
    public static Setting<Map<String, Double>> numbersByModule(
            String key, double minimum, double maximum, String help) {
        return byModule(key, help, text -> number(text, minimum, maximum));
    }

    /** Whole numbers by module. */
    public static Setting<Map<String, Integer>> integersByModule(String key, int minimum, int maximum, String help) {
        return byModule(key, help, text -> integer(text, minimum, maximum));
    }

    private static <N> Setting<Map<String, N>> byModule(String key, String help, Function<String, N> parser) {
        return new Setting<>(key, "", help, Shape.MAP, text -> {
            Map<String, N> numbers = new LinkedHashMap<>();
            for (String item : items(text)) {
                int split = item.lastIndexOf('=');
                String name = item.substring(0, Math.max(0, split)).strip();
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("name=number, separated by commas");
                }
                if (!isRegularExpression(name)) {
                    throw new IllegalArgumentException("name=number, since the name is no regular expression");
                }
                if (numbers.put(name, value(name, item.substring(split + 1).strip(), parser)) != null) {
                    throw new IllegalArgumentException("one number for each name, but has two for " + name);
                }
            }
            return numbers;
        });
    }

    private static <N> N value(String name, String text, Function<String, N> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "name=number, separated by commas: for " + name + " it needs " + e.getMessage(), e);
        }
    }

    private static boolean isRegularExpression(String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static List<String> items(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    private static <T> T parse(String text, Function<String, T> parser, String expected) {
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
    }

    private static String plain(double number) {
        return number == Double.MAX_VALUE
                ? "any size"
                : number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
