package io.millsight.runs;

import io.millsight.files.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a YAML file of settings. */
final class SettingsFile {

    private static final long MAX_BYTES = 1 << 20;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SettingsFile() {}

    /**
     * Reads the texts of a file by their keys. Lists and maps become texts as on the command line.
     *
     * @param shapes the shape of a key's values; throws for a key that is not known
     * @throws InvalidSettingException naming the file, and the key if a value cannot be used
     */
    static Map<String, String> read(Path file, Function<String, SettingFormat.Shape> shapes) {
        JsonNode root = parse(file);
        if (!root.isObject()) {
            throw new InvalidSettingException(file + ": expected lines like \"learning_rate: 2e-5\"");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        root.properties().forEach(entry -> {
            String key = entry.getKey();
            texts.put(key, text(file + ": " + key, entry.getValue(), shapes.apply(key)));
        });
        return texts;
    }

    private static JsonNode parse(Path file) {
        String text;
        try {
            text = InputFile.readText(file, MAX_BYTES);
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

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static String text(String place, JsonNode node, SettingFormat.Shape shape) {
        if (node.isArray() && shape == SettingFormat.Shape.LIST) {
            return node.valueStream().map(item -> part(place, item, ",")).collect(Collectors.joining(","));
        }
        if (node.isObject() && shape == SettingFormat.Shape.MAP) {
            return node.propertyStream()
                    .map(entry -> part(place, StringNode.valueOf(entry.getKey()), ",=") + "="
                            + part(place, entry.getValue(), ",="))
                    .collect(Collectors.joining(","));
        }
        return part(place, node, "");
    }

    /** Returns one value, or one part of a list or map. A part must not contain the characters that separate parts. */
    private static String part(String place, JsonNode node, String separators) {
        if (node.isNull()) {
            throw new InvalidSettingException(place + ": has no value; write \"\" for an empty text");
        }
        if (!node.isValueNode()) {
            throw new InvalidSettingException(
                    place + ": " + (node.isArray() ? "a list" : "a map") + " does not belong here");
        }
        String text = node.asString();
        if (separators.chars().anyMatch(separator -> text.indexOf(separator) >= 0)) {
            throw new InvalidSettingException(place + ": \"" + text + "\" may not contain any of " + separators);
        }
        return text;
    }
}
