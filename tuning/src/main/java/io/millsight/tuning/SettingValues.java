package io.millsight.tuning;

import io.millsight.steel.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The texts that a user gave for settings, from a YAML file and the command line, checked against those that exist. */
final class SettingValues {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final Map<String, Setting<?>> known;
    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    SettingValues(List<Setting<?>> known) {
        this.known = known.stream().collect(Collectors.toMap(Setting::key, setting -> setting));
    }

    /** Adds the keys of a YAML file; lists and maps may be written as such. */
    void addFile(Path file) {
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new InvalidSettingException(file + ": not valid YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new InvalidSettingException(
                    file + (Files.exists(file) ? ": cannot be read: " + e.getMessage() : ": no such file"), e);
        }
        if (!root.isObject()) {
            throw new InvalidSettingException(file + ": expected lines like \"learning_rate: 2e-5\"");
        }
        root.properties().forEach(entry -> add(entry.getKey(), text(entry.getValue()), file + ": "));
    }

    private static String text(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
        }
        if (node.isObject()) {
            return node.propertyStream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue().asString())
                    .collect(Collectors.joining(","));
        }
        return node.asString();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** Adds one value, over an earlier one. */
    void add(String key, String value, String origin) {
        if (!known.containsKey(key)) {
            throw new InvalidSettingException(origin + key + " is not a setting" + suggestion(key));
        }
        given.put(key, value);
        origins.put(key, origin);
    }

    private String suggestion(String key) {
        return NearestName.to(key, known.keySet())
                .map(name -> "; did you mean " + name + "?")
                .orElse("; `millsight train --help` lists them all");
    }

    /** A setting's value: what was given, else the default. */
    <T> T get(Setting<T> setting) {
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
    Map<String, String> effective(List<Setting<?>> order) {
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
