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

/**
 * How the values of a setting are written as text. A parser refuses a text with an {@link IllegalArgumentException} whose message says what is
 * expected.
 *
 * @param <T> the type of the values
 * @param shape what a YAML file may contain for it
 * @param parser from text to value; checks limits as well
 * @param writer from value to text
 */
record SettingFormat<T>(Shape shape, Function<String, T> parser, Function<T, String> writer) {

    /** What a value looks like in YAML. */
    enum Shape {
        /** A text, a number or a truth value. */
        SINGLE,
        /** The same, or a list of them. */
        LIST,
        /** The same, or a map from names to numbers. */
        MAP
    }

    private static final String AUTO = "auto";
    private static final String NAME = "[\\w.]+";

    private static <T> SettingFormat<T> single(Function<String, T> parser) {
        return new SettingFormat<>(Shape.SINGLE, parser, String::valueOf);
    }

    static SettingFormat<String> text(Predicate<String> test, String expected) {
        return single(text -> {
            if (!test.test(text)) {
                throw new IllegalArgumentException(expected);
            }
            return text;
        });
    }

    /**
     * A path of a file or folder.
     *
     * @param mayBeEmpty whether an empty text is a value
     */
    static SettingFormat<Path> path(boolean mayBeEmpty) {
        return single(text -> {
            try {
                Path path = Path.of(text);
                if (text.isBlank()
                        ? mayBeEmpty && text.isEmpty()
                        : !path.toString().isEmpty()) {
                    return path;
                }
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("a path", e);
            }
            throw new IllegalArgumentException("a path");
        });
    }

    static SettingFormat<Double> number(double min, double max) {
        return single(text -> parseNumber(text, min, max));
    }

    private static double parseNumber(String text, double min, double max) {
        return parseNumber(
                text, value -> value >= min && value <= max, "a number from " + plain(min) + " to " + plain(max));
    }

    private static double parseNumber(String text, Predicate<Double> test, String expected) {
        double value = parse(text, Double::valueOf, "a number");
        if (!test.test(value)) {
            throw new IllegalArgumentException(expected);
        }
        return value;
    }

    /** A number of at least 0 and below 1. */
    static SettingFormat<Double> fraction() {
        return single(
                text -> parseNumber(text, value -> value >= 0 && value < 1, "a number of at least 0 and below 1"));
    }

    static SettingFormat<Double> positive(double max) {
        return single(text ->
                parseNumber(text, value -> value > 0 && value <= max, "a number above 0 and up to " + plain(max)));
    }

    /** A number; or {@code auto}, which is an empty value. */
    static SettingFormat<OptionalDouble> numberOrAuto(double min, double max) {
        return new SettingFormat<>(
                Shape.SINGLE,
                text -> text.equals(AUTO) ? OptionalDouble.empty() : OptionalDouble.of(parseNumber(text, min, max)),
                value -> value.isPresent() ? String.valueOf(value.getAsDouble()) : AUTO);
    }

    static SettingFormat<Integer> integer(int min, int max) {
        return single(text -> parseInteger(text, min, max));
    }

    private static int parseInteger(String text, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        long value = parse(text, Long::valueOf, expected);
        if (value < min || value > max) {
            throw new IllegalArgumentException(expected);
        }
        return (int) value;
    }

    /** A count of at least 1, or -1 for none. */
    static SettingFormat<Integer> countOrNone() {
        return single(text -> {
            int value = parseInteger(text, -1, Integer.MAX_VALUE);
            if (value == 0) {
                throw new IllegalArgumentException(
                        "a whole number from 1 to " + Integer.MAX_VALUE + ", or -1 for none");
            }
            return value;
        });
    }

    static SettingFormat<Boolean> flag() {
        return single(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("true or false");
        });
    }

    static <E extends Enum<E>> SettingFormat<E> choice(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        return new SettingFormat<>(
                Shape.SINGLE,
                text -> constants.stream()
                        .filter(constant -> constant.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("one of " + choices(type))),
                SettingFormat::word);
    }

    /** The choices of an enum, as users write them. */
    static <E extends Enum<E>> String choices(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(SettingFormat::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Names separated by commas, or one regular expression. */
    static SettingFormat<List<String>> namesOrExpression() {
        return new SettingFormat<>(Shape.LIST, SettingFormat::parseNames, names -> String.join(",", names));
    }

    private static List<String> parseNames(String text) {
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
    }

    static SettingFormat<Map<String, Double>> numbersByName(double min, double max) {
        return byName(text -> parseNumber(text, min, max));
    }

    static SettingFormat<Map<String, Integer>> integersByName(int min, int max) {
        return byName(text -> parseInteger(text, min, max));
    }

    private static <N> SettingFormat<Map<String, N>> byName(Function<String, N> parser) {
        return new SettingFormat<>(
                Shape.MAP,
                text -> parseByName(text, parser),
                numbers -> numbers.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(",")));
    }

    private static <N> Map<String, N> parseByName(String text, Function<String, N> parser) {
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
            N number = parseNamed(name, item.substring(split + 1).strip(), parser);
            if (numbers.put(name, number) != null) {
                throw new IllegalArgumentException("one number for each name, but has two for " + name);
            }
        }
        return numbers;
    }

    private static <N> N parseNamed(String name, String text, Function<String, N> parser) {
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
