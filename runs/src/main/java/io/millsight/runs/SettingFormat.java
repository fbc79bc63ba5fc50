package io.millsight.runs;

import io.millsight.files.NearestName;
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
 * @param label a word for a value in the help, such as {@code NUMBER}
 * @param shape what a YAML file may contain for it
 * @param parser from text to value; checks limits as well
 * @param writer from value to text
 */
record SettingFormat<T>(String label, Shape shape, Function<String, T> parser, Function<T, String> writer) {

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
    private static final String NUMBER = "NUMBER";
    private static final String COUNT = "N";
    private static final String NAME = "[\\w.]+";

    private static <T> SettingFormat<T> single(String label, Function<String, T> parser) {
        return new SettingFormat<>(label, Shape.SINGLE, parser, String::valueOf);
    }

    static SettingFormat<String> text(Predicate<String> test, String expected) {
        return single("TEXT", text -> {
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
        return single("DIR", text -> {
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
        return single(NUMBER, text -> parseNumber(text, min, max));
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
                NUMBER,
                text -> parseNumber(text, value -> value >= 0 && value < 1, "a number of at least 0 and below 1"));
    }

    static SettingFormat<Double> positive(double max) {
        return single(
                NUMBER,
                text -> parseNumber(
                        text, value -> value > 0 && value <= max, "a number above 0 and up to " + plain(max)));
    }

    /** A number; or {@code auto}, which is an empty value. */
    static SettingFormat<OptionalDouble> numberOrAuto(double min, double max) {
        return new SettingFormat<>(
                NUMBER,
                Shape.SINGLE,
                text -> text.equals(AUTO) ? OptionalDouble.empty() : OptionalDouble.of(parseNumber(text, min, max)),
                value -> value.isPresent() ? String.valueOf(value.getAsDouble()) : AUTO);
    }

    static SettingFormat<Integer> integer(int min, int max) {
        return single(COUNT, text -> parseInteger(text, min, max));
    }

    private static int parseInteger(String text, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        long value = parse(text, Long::valueOf, expected);
        if (value < min || value > max) {
            throw new IllegalArgumentException(expected);
        }
        return (int) value;
    }

    /** A count of at least 1, -1 for none, or {@code auto}, which is 0. */
    static SettingFormat<Integer> countNoneOrAuto() {
        return orAuto(-1, "a whole number from 1 to " + Integer.MAX_VALUE + ", -1 for none, or auto");
    }

    /** A count of at least 1, or {@code auto}, which is 0. */
    static SettingFormat<Integer> countOrAuto() {
        return orAuto(1, "a whole number from 1 to " + Integer.MAX_VALUE + ", or auto");
    }

    private static SettingFormat<Integer> orAuto(int min, String expected) {
        return new SettingFormat<>(
                COUNT,
                Shape.SINGLE,
                text -> {
                    if (text.equals(AUTO)) {
                        return 0;
                    }
                    long value = parse(text, Long::valueOf, expected);
                    if (value == 0 || value < min || value > Integer.MAX_VALUE) {
                        throw new IllegalArgumentException(expected);
                    }
                    return (int) value;
                },
                value -> value == 0 ? AUTO : String.valueOf(value));
    }

    static SettingFormat<Boolean> flag() {
        return single("true|false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("true or false");
        });
    }

    static <E extends Enum<E>> SettingFormat<E> choice(Class<E> type) {
        SettingFormat<String> words = oneOf(
                Arrays.stream(type.getEnumConstants()).map(SettingFormat::word).toList());
        return new SettingFormat<>(
                words.label,
                Shape.SINGLE,
                text -> Enum.valueOf(type, words.parser.apply(text).toUpperCase(Locale.ROOT)),
                SettingFormat::word);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** One of some words in lower case. Dashes and underscores are the same. */
    static SettingFormat<String> oneOf(List<String> words) {
        return single(String.join("|", words), text -> {
            String word = text.replace('-', '_').toLowerCase(Locale.ROOT);
            if (!words.contains(word)) {
                throw new IllegalArgumentException("one of " + String.join(", ", words) + nearest(text, words));
            }
            return word;
        });
    }

    private static String nearest(String text, List<String> words) {
        return NearestName.to(text.toLowerCase(Locale.ROOT), words)
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }

    /** Names separated by commas, or one regular expression. */
    static SettingFormat<List<String>> namesOrExpression() {
        return new SettingFormat<>("NAMES", Shape.LIST, SettingFormat::parseNames, names -> String.join(",", names));
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
                "NAME=N",
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
