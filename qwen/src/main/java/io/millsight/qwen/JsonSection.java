package io.millsight.qwen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One object of a JSON file, read field by field. A null counts as absent, an absent field takes the fallback, a field of the wrong
 * kind is a {@link ModelFolderException} that names the file and the key.
 */
final class JsonSection {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final String prefix;
    private final JsonNode node;

    private JsonSection(Path file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    /** The object that a file holds. */
    static JsonSection read(Path file) {
        try {
            JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new ModelFolderException(file + " does not hold a JSON object");
            }
            return new JsonSection(file, "", node);
        } catch (NoSuchFileException e) {
            throw new ModelFolderException(file + " is missing; is its folder a complete model folder?", e);
        } catch (IOException e) {
            throw new ModelFolderException(file + " cannot be read: " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new ModelFolderException(
                    file + " is not valid JSON: " + e.getOriginalMessage().replaceAll("\\s+", " "), e);
        }
    }

    JsonNode node() {
        return node;
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    Optional<JsonSection> section(String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrongKind(key, value, "an object");
        }
        return Optional.of(new JsonSection(file, prefix + key + ".", value));
    }

    int integer(String key, int fallback) {
        return has(key) ? integer(key, node.get(key)) : fallback;
    }

    double number(String key, double fallback) {
        return has(key) ? number(key, node.get(key)) : fallback;
    }

    boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.get(key);
        if (!value.isBoolean()) {
            throw wrongKind(key, value, "true or false");
        }
        return value.booleanValue();
    }

    String text(String key, String fallback) {
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
    List<Integer> integers(String key, List<Integer> fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode item : items(key)) {
            numbers.add(integer(key, item));
        }
        return List.copyOf(numbers);
    }

    List<Double> numbers(String key, List<Double> fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode item : items(key)) {
            numbers.add(number(key, item));
        }
        return List.copyOf(numbers);
    }

    List<String> texts(String key) {
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
    ModelFolderException unusable(String key, String problem) {
        return new ModelFolderException(file + ": " + prefix + key + " " + problem);
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
        if (!value.isNumber()) {
            throw wrongKind(key, value, "a number");
        }
        return value.doubleValue();
    }

    private ModelFolderException wrongKind(String key, JsonNode value, String expected) {
        String found = value.isContainer() ? value.isArray() ? "a list" : "an object" : value.toString();
        return unusable(key, "is " + found + ", expected " + expected);
    }
}
