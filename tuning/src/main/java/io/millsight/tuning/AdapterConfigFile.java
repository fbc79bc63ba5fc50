package io.millsight.tuning;

import io.millsight.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes adapter_config.json, PEFT's description of an adapter. Keys that change nothing here are ignored, as PEFT does. */
final class AdapterConfigFile {

    static final String NAME = "adapter_config.json";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int DEFAULT_RANK = 8;
    private static final double DEFAULT_ALPHA = 8;

    private AdapterConfigFile() {}

    /**
     * Reads a LoRA adapter's settings.
     *
     * @throws AdapterException if the file is missing or broken, or asks for a kind of adapter that is not supported
     */
    static LoraConfig read(Path folder) {
        JsonNode node = readNode(folder);
        try {
            return parse(node);
        } catch (AdapterException e) {
            throw new AdapterException(folder.resolve(NAME) + ": " + e.getMessage(), e);
        }
    }

    /** Where the file says that the base was loaded from; null if it does not. */
    static @Nullable String readBaseModel(Path folder) {
        JsonNode base = readNode(folder).path("base_model_name_or_path");
        return base.isString() ? base.asString() : null;
    }

    private static JsonNode readNode(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            throw new AdapterException(folder + ": there is no " + NAME + "; is it an adapter folder?");
        }
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new AdapterException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new AdapterException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static LoraConfig parse(JsonNode node) {
        refuseUnsupported(node);
        ModuleSelector targets = selector(node.path("target_modules"));
        if (targets == null) {
            throw new AdapterException("target_modules is missing");
        }
        return new LoraConfig(
                node.path("r").asInt(DEFAULT_RANK),
                node.path("lora_alpha").asDouble(DEFAULT_ALPHA),
                node.path("lora_dropout").asDouble(0),
                node.path("use_rslora").asBoolean(false),
                targets,
                selector(node.path("exclude_modules")),
                pattern(node.path("rank_pattern"), JsonNode::asInt),
                pattern(node.path("alpha_pattern"), JsonNode::asDouble));
    }

    private static void refuseUnsupported(JsonNode node) {
        String type = node.path("peft_type").asString("");
        if (!type.equals("LORA")) {
            throw new AdapterException("peft_type is \"" + type + "\", but only LORA adapters are supported");
        }
        for (String flag : List.of("use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora")) {
            if (node.path(flag).asBoolean(false)) {
                throw new AdapterException(
                        flag + " is set, but such adapters are not supported; merge it with PEFT first");
            }
        }
        for (String key : List.of("modules_to_save", "layers_to_transform", "layer_replication", "target_parameters")) {
            JsonNode value = node.path(key);
            if (!value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty())) {
                throw new AdapterException(
                        key + " is set, but such adapters are not supported; merge it with PEFT first");
            }
        }
        String bias = node.path("bias").asString("none");
        if (!bias.equals("none")) {
            throw new AdapterException("bias is \"" + bias + "\", but only \"none\" is supported");
        }
    }

    private static @Nullable ModuleSelector selector(JsonNode node) {
        if (node.isArray()) {
            return new ModuleSelector.Names(
                    node.valueStream().map(JsonNode::asString).toList());
        }
        return node.isString() ? ModuleSelector.parse(node.asString()) : null;
    }

    private static <T> Map<String, T> pattern(JsonNode node, Function<JsonNode, T> value) {
        Map<String, T> pattern = new LinkedHashMap<>();
        node.properties().forEach(entry -> pattern.put(entry.getKey(), value.apply(entry.getValue())));
        return pattern;
    }

    /**
     * Writes the settings as PEFT does.
     *
     * @param baseModel where the base was loaded from, for readers
     */
    static void write(Path folder, LoraConfig config, String baseModel) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.set("alpha_pattern", JSON.valueToTree(config.alphaPattern()));
        node.put("base_model_name_or_path", baseModel);
        node.put("bias", "none");
        write(node, "exclude_modules", config.excludeModules());
        node.put("fan_in_fan_out", false);
        node.put("inference_mode", true);
        node.put("init_lora_weights", true);
        node.put("lora_alpha", config.alpha());
        node.put("lora_dropout", config.dropout());
        node.putNull("modules_to_save");
        node.put("peft_type", "LORA");
        node.put("r", config.rank());
        node.set("rank_pattern", JSON.valueToTree(config.rankPattern()));
        node.putNull("revision");
        write(node, "target_modules", config.targetModules());
        node.put("task_type", "CAUSAL_LM");
        node.put("use_dora", false);
        node.put("use_rslora", config.rankStabilized());
        byte[] text = JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.resolve(NAME), text);
    }

    private static void write(ObjectNode node, String key, @Nullable ModuleSelector selector) {
        if (selector == null) {
            node.putNull(key);
        } else if (selector instanceof ModuleSelector.Names names) {
            node.set(key, JSON.valueToTree(names.names()));
        } else if (selector instanceof ModuleSelector.Expression expression) {
            node.put(key, expression.regex());
        } else {
            node.put(key, ModuleSelector.ALL_LINEAR);
        }
    }
}
