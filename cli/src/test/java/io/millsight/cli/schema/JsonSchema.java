package io.millsight.cli.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks documents against the part of JSON Schema 2020-12 that the schemas of the manual use. An unknown keyword is an error, so
 * that no rule of a schema goes unchecked.
 *
 * @param root the whole schema, in which references are resolved
 */
record JsonSchema(JsonNode root) {

    private static final Set<String> ANNOTATIONS = Set.of("$schema", "$id", "$defs", "title", "description");

    static JsonSchema read(Path file) throws IOException {
        return new JsonSchema(JsonMapper.shared().readTree(Files.readString(file)));
    }

    /** Returns what is wrong with a document, a line each. */
    List<String> problems(JsonNode document) {
        List<String> problems = new ArrayList<>();
        check(root, document, "$", problems);
        return problems;
    }

    private void check(JsonNode schema, JsonNode value, String place, List<String> problems) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            if (!ANNOTATIONS.contains(keyword.getKey())) {
                check(keyword.getKey(), keyword.getValue(), new Checked(schema, value, place), problems);
            }
        }
    }

    /** A value, its place in the document, and the schema that describes it. */
    private record Checked(JsonNode schema, JsonNode value, String place) {}

    private void check(String keyword, JsonNode rule, Checked checked, List<String> problems) {
        JsonNode value = checked.value;
        boolean holds = true;
        switch (keyword) {
            case "$ref" -> check(root.at(rule.asString().substring(1)), value, checked.place, problems);
            case "type" -> holds = isOneOf(rule, value);
            case "enum" -> holds = rule.valueStream().anyMatch(value::equals);
            case "minimum" -> holds = !value.isNumber() || value.asDouble() >= rule.asDouble();
            case "maximum" -> holds = !value.isNumber() || value.asDouble() <= rule.asDouble();
            case "minItems" -> holds = !value.isArray() || value.size() >= rule.asInt();
            case "maxItems" -> holds = !value.isArray() || value.size() <= rule.asInt();
            case "pattern" ->
                holds = !value.isString()
                        || Pattern.compile(rule.asString())
                                .matcher(value.asString())
                                .find();
            case "required" ->
                holds = !value.isObject() || rule.valueStream().allMatch(key -> value.has(key.asString()));
            case "items" -> checkItems(rule, checked, problems);
            case "properties" -> checkProperties(rule, checked, problems);
            case "additionalProperties" -> checkFurtherProperties(rule, checked, problems);
            default -> throw new IllegalArgumentException("the keyword " + keyword + " is not supported");
        }
        if (!holds) {
            problems.add(checked.place + ": breaks " + keyword + " " + rule);
        }
    }

    private void checkItems(JsonNode rule, Checked checked, List<String> problems) {
        for (int i = 0; checked.value.isArray() && i < checked.value.size(); i++) {
            check(rule, checked.value.get(i), checked.place + "[" + i + "]", problems);
        }
    }

    private void checkProperties(JsonNode rule, Checked checked, List<String> problems) {
        rule.properties().forEach(property -> {
            JsonNode value = checked.value.get(property.getKey());
            if (value != null) {
                check(property.getValue(), value, checked.place + "." + property.getKey(), problems);
            }
        });
    }

    private void checkFurtherProperties(JsonNode rule, Checked checked, List<String> problems) {
        JsonNode named = checked.schema.path("properties");
        checked.value.properties().stream()
                .filter(property -> !named.has(property.getKey()))
                .forEach(property ->
                        check(rule, property.getValue(), checked.place + "." + property.getKey(), problems));
    }

    private static boolean isOneOf(JsonNode types, JsonNode value) {
        return types.isArray()
                ? types.valueStream().anyMatch(type -> isA(type.asString(), value))
                : isA(types.asString(), value);
    }

    private static boolean isA(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            default -> throw new IllegalArgumentException("there is no type " + type);
        };
    }
}
