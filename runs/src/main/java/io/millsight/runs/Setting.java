package io.millsight.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a training run: its name, the type and the limits of its values, its default and its meaning. Immutable.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {

    private final String key;
    private final List<String> formerKeys;
    private final @Nullable String defaultText;
    private final String help;
    private final SettingFormat<T> format;

    private Setting(
            String key, List<String> formerKeys, @Nullable String defaultText, String help, SettingFormat<T> format) {
        this.key = key;
        this.formerKeys = List.copyOf(formerKeys);
        this.defaultText = defaultText;
        this.help = help;
        this.format = format;
    }

    private static <T> Setting<T> of(String key, @Nullable String defaultText, String help, SettingFormat<T> format) {
        return new Setting<>(key, List.of(), defaultText, help, format);
    }

    /** A text of any kind. */
    public static Setting<String> text(String key, @Nullable String defaultText, String help) {
        return text(key, defaultText, help, text -> true, "a text");
    }

    /** A text that passes a test. */
    public static Setting<String> text(
            String key, @Nullable String defaultText, String help, Predicate<String> test, String expected) {
        return of(key, defaultText, help, SettingFormat.text(test, expected));
    }

    /** A path of a file or folder. The path may be empty if that is the default. */
    public static Setting<Path> path(String key, @Nullable String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.path("".equals(defaultText)));
    }

    /** A number from a minimum to a maximum, both included. */
    public static Setting<Double> number(String key, String defaultText, double min, double max, String help) {
        return of(key, defaultText, help, SettingFormat.number(min, max));
    }

    /** A number of at least 0 and below 1. */
    public static Setting<Double> fraction(String key, String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.fraction());
    }

    /** A number above 0. */
    public static Setting<Double> positive(String key, String defaultText, double max, String help) {
        return of(key, defaultText, help, SettingFormat.positive(max));
    }

    /** A number; empty, written {@code auto}, for the value that suits the base model. The default is empty. */
    public static Setting<OptionalDouble> numberOrAuto(String key, double min, double max, String help) {
        return of(key, "auto", help, SettingFormat.numberOrAuto(min, max));
    }

    /** A whole number from a minimum to a maximum, both included. */
    public static Setting<Integer> integer(String key, String defaultText, int min, int max, String help) {
        return of(key, defaultText, help, SettingFormat.integer(min, max));
    }

    /** A count of at least 1, or -1 for none. The default is none. */
    public static Setting<Integer> countOrNone(String key, String help) {
        return of(key, "-1", help, SettingFormat.countOrNone());
    }

    /** Yes or no. */
    public static Setting<Boolean> flag(String key, String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.flag());
    }

    /** One of an enum's constants, written in lower case. */
    public static <E extends Enum<E>> Setting<E> choice(String key, String defaultText, Class<E> type, String help) {
        return of(key, defaultText, help + " (" + SettingFormat.choices(type) + ")", SettingFormat.choice(type));
    }

    /** Names of modules separated by commas, or one regular expression. */
    public static Setting<List<String>> modules(String key, String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.namesOrExpression());
    }

    /** Numbers by module, {@code name=1,other=2}. A name may be a regular expression. */
    public static Setting<Map<String, Double>> numbersByModule(String key, double min, double max, String help) {
        return of(key, "", help, SettingFormat.numbersByName(min, max));
    }

    /** Whole numbers by module. */
    public static Setting<Map<String, Integer>> integersByModule(String key, int min, int max, String help) {
        return of(key, "", help, SettingFormat.integersByName(min, max));
    }

    /** Returns this setting with a name that it had in the version before. The name is still read, with a warning. */
    public Setting<T> formerly(String formerKey) {
        List<String> keys = new ArrayList<>(formerKeys);
        keys.add(formerKey);
        return new Setting<>(key, keys, defaultText, help, format);
    }

    /** The name in YAML files and on the command line; the name of Hugging Face or PEFT if they have one. */
    public String key() {
        return key;
    }

    /** Names of earlier versions, which are still read. */
    public List<String> formerKeys() {
        return formerKeys;
    }

    /** The default as a user would write it; null if the setting has to be given. */
    public @Nullable String defaultText() {
        return defaultText;
    }

    /** The meaning in one line. */
    public String help() {
        return help;
    }

    SettingFormat.Shape shape() {
        return format.shape();
    }

    /**
     * Reads a value.
     *
     * @param origin where the text comes from, which the message of an error begins with; may be empty
     * @throws InvalidSettingException if the text is not a value of this setting
     */
    T parse(String text, String origin) {
        try {
            return format.parser().apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(origin + key + ": \"" + text + "\" is not " + e.getMessage(), e);
        }
    }

    /**
     * Writes a value as a text that {@link #parse} reads back.
     *
     * @throws InvalidSettingException if the value is outside the limits of this setting
     */
    String write(T value) {
        String text = format.writer().apply(value);
        if (!parse(text, "").equals(value)) { // such as a list whose names contain commas
            throw new InvalidSettingException(key + ": \"" + text + "\" is read back as another value; use names"
                    + " without commas, equals signs and spaces around them");
        }
        return text;
    }

    @Override
    public String toString() {
        return key;
    }
}
