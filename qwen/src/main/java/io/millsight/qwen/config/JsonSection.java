package io.millsight.qwen.config;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.MillsightException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One object of a JSON file that somebody else wrote, read field by field. A null counts as absent, an absent field takes the fallback, a field of
 * the wrong kind is refused with the names of the file and the key.
 */
public final class JsonSection {

    /** The most that a file of settings may hold; published ones have a few kilobytes. */
    public static final long SETTINGS_BYTES = 4L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final String prefix;
    private final JsonNode node;
    private final Function<String, ? extends MillsightException> refusal;

    private JsonSection(
            Path file, String prefix, JsonNode node, Function<String, ? extends MillsightException> refusal) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
        this.refusal = refusal;
    }

    /** The object that a file of a model folder holds. */
    public static JsonSection read(Path file) {
        return read(file, SETTINGS_BYTES, ModelFolderException::new);
    }

    /**
     * The object that a file holds.
     *
     * @param maxBytes a larger file is refused before memory is taken
     * @param refusal makes the exception for whatever is wrong with the file
     */
    public static JsonSection read(Path file, long maxBytes, Function<String, ? extends MillsightException> refusal) {
        try {
            JsonNode node = MAPPER.readTree(InputFile.read(file, maxBytes));
            if (!node.isObject()) {
                throw refusal.apply(file + " does not hold a JSON object");
            }
            return new JsonSection(file, "", node, refusal);
        } catch (NoSuchFileException e) {
            throw caused(refusal.apply(file + " is missing; is its folder a complete model folder?"), e);
        } catch (IOException e) {
            throw caused(refusal.apply(file + " cannot be read: " + InputFile.reason(e)), e);
        } catch (JacksonException e) {
            throw caused(
                    refusal.apply(file + " is not valid JSON: "
                            + e.getOriginalMessage().replaceAll("\\s+", " ")),
                    e);
        }
    }

    private static MillsightException caused(MillsightException refused, Exception cause) {
        refused.initCause(cause);
        return refused;
    }

    /** The file that it was read from. */
    public Path file() {
        return file;
    }

    /** The object as it is, for what a field-by-field reader cannot say. */
    public JsonNode node() {
        return node;
    }

    /** Whether there is such a field, and it is not null. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** The object in a field; empty if there is none. */
    public Optional<JsonSection> section(String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrongKind(key, value, "an object");
        }
        return Optional.of(new JsonSection(file, prefix + key + ".", value, refusal));
    }

    /** Refuses the file if it lacks a field. */
    public void require(String key) {
        if (!has(key)) {
            throw unusable(key, "is missing");
        }
    }

    /** A whole number of 32 bits. */
    public int integer(String key, int fallback) {
        return has(key) ? integer(key, node.get(key)) : fallback;
    }

    /** A finite number. */
    public double number(String key, double fallback) {
        return has(key) ? number(key, node.get(key)) : fallback;
    }

    /** True or false. */
    public boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isBoolean()) {
            throw wrongKind(key, value, "true or false");
        }
        return value.booleanValue();
    }

    /** A text. */
    public String text(String key, String fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isString()) {
            throw wrongKind(key, value, "a text");
        }
        return value.stringValue();
    }

    /** A list of whole numbers; a single number counts as a list of one. */
    public List<Integer> integers(String key, List<Integer> fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode item : items(key)) {
            numbers.add(integer(key, item));
        }
        return List.copyOf(numbers);
    }

    public List<Double> numbers(String key, List<Double> fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode item : items(key)) {
            numbers.add(number(key, item));
        }
        return List.copyOf(numbers);
    }

    /** A list of texts; a single text counts as a list of one. */
    public List<String> texts(String key) {
        if (!has(key)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : items(key)) {
            if (!item.isString()) {
                throw wrongKind(key, item, "texts");
            }
            texts.add(item.stringValue());
        }
        return List.copyOf(texts);
    }

    /** What to throw when the field is well-formed but cannot be used. */
    public MillsightException unusable(String key, String problem) {
        return refusal.apply(file + ": " + prefix + key + " " + problem);
    }

    private Iterable<JsonNode> items(String key) {
        JsonNode value = node.get(key);
        return value.isArray() ? value.values() : List.of(value);
    }

    private int integer(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrongKind(key, value, "a whole number");
        }
        return value.intValue();
    }

    private double number(String key, JsonNode value) {
        double number = value.isNumber() ? asDouble(value) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw wrongKind(key, value, "a number");
        }
        return number;
    }

    /** NaN for a whole number that is too large for any double. */
    private static double asDouble(JsonNode number) {
        try {
            return number.doubleValue();
        } catch (JacksonException e) {
            return Double.NaN;
        }
    }

    private MillsightException wrongKind(String key, JsonNode value, String expected) {
        String found =
                value.isContainer() ? value.isArray() ? "a list" : "an object" : MessageText.excerpt(value.toString());
        return unusable(key, "is " + found + ", expected " + expected);
    }
}
