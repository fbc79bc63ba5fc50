package io.millsight.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a training run: its name, the type and the limits of its values, its default and its meaning. Immutable.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {

    private final Names names;
    private final @Nullable String defaultText;
    private final String help;
    private final SettingFormat<T> format;

    /**
     * The names of a setting.
     *
     * @param key the one that help, files and messages show
     * @param aliases of other programs, which mean the same and are read as well
     * @param former of the version before, which are read with a warning
     * @param hinted of other programs, which are not read, but answered with the key
     */
    private record Names(String key, List<String> aliases, List<String> former, List<String> hinted) {

        private Names {
            aliases = List.copyOf(aliases);
            former = List.copyOf(former);
            hinted = List.copyOf(hinted);
        }
    }

    private Setting(Names names, @Nullable String defaultText, String help, SettingFormat<T> format) {
        this.names = names;
        this.defaultText = defaultText;
        this.help = help;
        this.format = format;
    }

    private static <T> Setting<T> of(String key, @Nullable String defaultText, String help, SettingFormat<T> format) {
        return new Setting<>(new Names(key, List.of(), List.of(), List.of()), defaultText, help, format);
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

    /** A count of at least 1, -1 for none, or 0, written {@code auto}, for a count that suits the run. */
    public static Setting<Integer> countNoneOrAuto(String key, String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.countNoneOrAuto());
    }

    /** A count of at least 1; or 0, written {@code auto}, for a count that suits the run. */
    public static Setting<Integer> countOrAuto(String key, String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.countOrAuto());
    }

    /** Yes or no. */
    public static Setting<Boolean> flag(String key, String defaultText, String help) {
        return of(key, defaultText, help, SettingFormat.flag());
    }

    /** One of an enum's constants, written in lower case. */
    public static <E extends Enum<E>> Setting<E> choice(String key, String defaultText, Class<E> type, String help) {
        return of(key, defaultText, help, SettingFormat.choice(type));
    }

    /** One of some words, written as they are. */
    public static Setting<String> oneOf(String key, String defaultText, List<String> words, String help) {
        return of(key, defaultText, help, SettingFormat.oneOf(words));
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
    public Setting<T> formerly(String former) {
        return new Setting<>(
                new Names(names.key, names.aliases, joined(names.former, former), names.hinted),
                defaultText,
                help,
                format);
    }

    /** Returns this setting with a name that other programs give it. The name is read as well. */
    public Setting<T> alsoCalled(String alias) {
        return new Setting<>(
                new Names(names.key, joined(names.aliases, alias), names.former, names.hinted),
                defaultText,
                help,
                format);
    }

    /** Returns this setting with names that other programs give it. They are not read, but the message names this setting. */
    public Setting<T> hintedBy(String... others) {
        return new Setting<>(
                new Names(names.key, names.aliases, names.former, joined(names.hinted, others)),
                defaultText,
                help,
                format);
    }

    private static List<String> joined(List<String> names, String... further) {
        return Stream.concat(names.stream(), Stream.of(further)).toList();
    }

    /** The name in help, files and messages; the name of Hugging Face or PEFT if they have one that is not long-winded. */
    public String key() {
        return names.key;
    }

    /** Names of other programs, which are read as well. */
    public List<String> aliases() {
        return names.aliases;
    }

    /** Names of earlier versions, which are still read. */
    public List<String> formerKeys() {
        return names.former;
    }

    /** Names of other programs, which are answered with a hint. */
    public List<String> hintedNames() {
        return names.hinted;
    }

    /** A word for a value in the help, such as {@code NUMBER}; for a choice all values, {@code lora|full}. */
    public String label() {
        return format.label();
    }

    /**
     * The value of a run that says nothing, as a user would write it; null if the setting has to be given. Settings that came with later versions
     * have a default that changes nothing, so that runs of earlier versions go on as they began.
     */
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
            throw new InvalidSettingException(origin + names.key + ": \"" + text + "\" is not " + e.getMessage(), e);
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
            throw new InvalidSettingException(names.key + ": \"" + text + "\" is read back as another value; use names"
                    + " without commas, equals signs and spaces around them");
        }
        return text;
    }

    @Override
    public String toString() {
        return names.key;
    }
}
