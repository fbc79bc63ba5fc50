package io.millsight.tuning;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a run: its name in YAML files and on the command line, its default and its meaning.
 *
 * @param key Hugging Face's or PEFT's name where they have one
 * @param defaultText as a user would write it; null if the setting has to be given
 * @param help one line
 * @param parser reads the text; refuses it with an {@link IllegalArgumentException} that says what was expected
 */
public record Setting<T>(String key, @Nullable String defaultText, String help, Function<String, T> parser) {

    private static final String AUTO = "auto";

    static Setting<String> text(String key, @Nullable String defaultText, String help) {
        return new Setting<>(key, defaultText, help, text -> text);
    }

    static Setting<Double> number(String key, String defaultText, double minimum, double maximum, String help) {
        return new Setting<>(key, defaultText, help, text -> {
            double value = parse(text, Double::valueOf, "a number");
            if (!(value >= minimum && value <= maximum)) {
                throw new IllegalArgumentException("a number from " + plain(minimum) + " to " + plain(maximum));
            }
            return value;
        });
    }

    /** A number, or what suits the base model. */
    static Setting<OptionalDouble> numberOrAuto(String key, double minimum, double maximum, String help) {
        Setting<Double> number = number(key, "0", minimum, maximum, help);
        return new Setting<>(
                key,
                AUTO,
                help,
                text -> text.equals(AUTO)
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(number.parser().apply(text)));
    }

    static Setting<Integer> integer(String key, String defaultText, int minimum, String help) {
        return new Setting<>(key, defaultText, help, text -> {
            int value = parse(text, Integer::valueOf, "a whole number");
            if (value < minimum) {
                throw new IllegalArgumentException("a whole number of at least " + minimum);
            }
            return value;
        });
    }

    static Setting<Boolean> flag(String key, String defaultText, String help) {
        return new Setting<>(key, defaultText, help, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("true or false");
        });
    }

    /** One of an enum's constants, written in small letters. */
    static <E extends Enum<E>> Setting<E> choice(String key, String defaultText, Class<E> type, String help) {
        List<E> constants = List.of(type.getEnumConstants());
        String choices = constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return new Setting<>(
                key,
                defaultText,
                help + " (" + choices + ")",
                text -> constants.stream()
                        .filter(constant -> constant.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("one of " + choices)));
    }

    /** Texts separated by commas; an empty text is an empty list. */
    static Setting<List<String>> list(String key, String defaultText, String help) {
        return new Setting<>(key, defaultText, help, Setting::items);
    }

    /** Numbers by name, {@code name=1,other=2}. */
    static Setting<Map<String, Double>> numbersByName(String key, String help) {
        return new Setting<>(key, "", help, text -> {
            Map<String, Double> numbers = new LinkedHashMap<>();
            for (String item : items(text)) {
                int split = item.lastIndexOf('=');
                if (split < 1) {
                    throw new IllegalArgumentException("name=number, separated by commas");
                }
                numbers.put(
                        item.substring(0, split).strip(),
                        parse(item.substring(split + 1).strip(), Double::valueOf, "name=number, separated by commas"));
            }
            return numbers;
        });
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
