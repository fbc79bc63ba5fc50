package io.millsight.runs;

import io.millsight.files.InputFile;
import io.millsight.files.NearestName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The texts that a user gave for settings, from a YAML file and the command line, checked against those that exist. */
public final class SettingValues {

    private static final long MAXIMUM_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Map<String, Setting<?>> known;
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    public SettingValues(List<Setting<?>> known) {
        this.known = known.stream().collect(Collectors.toMap(Setting::key, setting -> setting));
    }

    /**
     * Adds the keys of a YAML file; lists and maps may be written as such.
     *
     * @throws InvalidSettingException naming the file, and the key if one is wrong
     */
    public void addFile(Path file) {
        JsonNode root = read(file);
        if (!root.isObject()) {
            throw new InvalidSettingException(file + ": expected lines like \"learning_rate: 2e-5\"");
        }
        String origin = file + ": ";
        root.properties().forEach(entry -> {
            requireKnown(entry.getKey(), origin);
            add(entry.getKey(), text(entry.getKey(), entry.getValue(), origin), origin);
        });
    }

    private static JsonNode read(Path file) {
        String text;
        try {
            text = InputFile.readText(file, MAXIMUM_BYTES);
        } catch (IOException e) {
            throw new InvalidSettingException(file + ": " + InputFile.reason(e), e);
        }
        try {
            return YAML.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidSettingException(file + ": not valid YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (RuntimeException e) { // of the YAML library itself
            throw new InvalidSettingException(
                    file + ": not valid YAML: " + firstLine(String.valueOf(e.getMessage())), e);
        }
    }

    private String text(String key, JsonNode node, String origin) {
        Setting.Shape shape = Objects.requireNonNull(known.get(key)).shape();
        if (node.isArray() && shape == Setting.Shape.LIST) {
            return node.valueStream().map(item -> part(key, item, ",", origin)).collect(Collectors.joining(","));
        }
        if (node.isObject() && shape == Setting.Shape.MAP) {
            return node.propertyStream()
                    .map(entry -> part(key, StringNode.valueOf(entry.getKey()), ",=", origin) + "="
                            + part(key, entry.getValue(), ",=", origin))
                    .collect(Collectors.joining(","));
        }
        return part(key, node, "", origin);
    }

    /** One value, or a part of a list or map, in which the signs that separate the parts may not occur. */
    private static String part(String key, JsonNode node, String separators, String origin) {
        if (node.isNull()) {
            throw new InvalidSettingException(origin + key + ": has no value; write \"\" for an empty text");
        }
        if (!node.isValueNode()) {
            throw new InvalidSettingException(
                    origin + key + ": " + (node.isArray() ? "a list" : "a map") + " does not belong here");
        }
        String text = node.asString();
        if (separators.chars().anyMatch(separator -> text.indexOf(separator) >= 0)) {
            throw new InvalidSettingException(origin + key + ": \"" + text + "\" may not contain any of " + separators);
        }
        return text;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** Adds one value, over an earlier one. */
    public void add(String key, String value, String origin) {
        requireKnown(key, origin);
        given.put(key, value);
        origins.put(key, origin);
    }

    private void requireKnown(String key, String origin) {
        if (!known.containsKey(key)) {
            throw new InvalidSettingException(origin + key + " is not a setting" + suggestion(key));
        }
    }

    private String suggestion(String key) {
        return NearestName.to(key, known.keySet())
                .map(name -> "; did you mean " + name + "?")
                .orElse("; `millsight train --help` lists them all");
    }

    /** A setting's value: what was given, else the default. */
    public <T> T get(Setting<T> setting) {
        String text = given.getOrDefault(setting.key(), setting.defaultText());
        if (text == null) {
            throw new InvalidSettingException(setting.key() + " has to be given: " + setting.help());
        }
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    origins.getOrDefault(setting.key(), "") + setting.key() + ": \"" + text + "\" is not "
                            + e.getMessage(),
                    e);
        }
    }

    /** Every setting with its effective text, in order, as YAML takes it. */
    public Map<String, String> effective(List<Setting<?>> order) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting<?> setting : order) {
            String text = given.getOrDefault(setting.key(), setting.defaultText());
            if (text != null) {
                all.put(setting.key(), text);
            }
        }
        return all;
    }
}
