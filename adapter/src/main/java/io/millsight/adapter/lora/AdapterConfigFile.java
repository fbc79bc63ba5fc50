package io.millsight.adapter.lora;

import io.millsight.files.AtomicFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes adapter_config.json, PEFT's description of an adapter.
 *
 * <p>A key is read here, or is known to change nothing in a finished adapter, or must not be set: an adapter that asks for something that is not done
 * here would give other answers than with PEFT.
 */
final class AdapterConfigFile {

    static final String NAME = "adapter_config.json";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int DEFAULT_RANK = 8;
    private static final double DEFAULT_ALPHA = 8;

    /** What is read, here or by {@link #refuseUnsupported}. */
    private static final Set<String> READ = Set.of(
            "peft_type",
            "target_modules",
            "exclude_modules",
            "r",
            "lora_alpha",
            "lora_dropout",
            "use_rslora",
            "rank_pattern",
            "alpha_pattern",
            "bias",
            "init_lora_weights");

    /**
     * What changes nothing in a finished adapter whatever it says: where it came from, how it is loaded, and how it began to learn. The settings of
     * beginnings count only beside an {@code init_lora_weights} that asks for them, and a size only beside its switch.
     */
    private static final Set<String> HARMLESS = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "revision",
            "task_type",
            "inference_mode",
            "peft_version",
            "megatron_core",
            "runtime_config",
            "qalora_group_size",
            "eva_config",
            "corda_config",
            "lora_ga_config",
            "loftq_config",
            "ensure_weight_tying", // of tables of tokens, which no adapter here goes on
            "lora_dtype", // this and the next two are of ms-swift: a type for training, and learning rates
            "lorap_lr_ratio",
            "lorap_emb_lr");

    /** Ways to begin that leave the base as it is, so that the finished matrices say everything. */
    private static final Set<String> HARMLESS_BEGINNINGS = Set.of("gaussian", "orthogonal", "eva", "mica");

    private AdapterConfigFile() {}

    /**
     * Reads a LoRA adapter's settings.
     *
     * @throws AdapterException if the file is missing or broken, or asks for a kind of adapter that is not supported
     */
    static LoraConfig read(Path folder) {
        JsonSection section = open(folder);
        refuseUnsupported(section);
        try {
            return parse(section);
        } catch (AdapterException e) {
            String where = folder.resolve(NAME) + ": ";
            throw String.valueOf(e.getMessage()).startsWith(where)
                    ? e
                    : new AdapterException(where + e.getMessage(), e);
        }
    }

    /** Where the file says that the base was loaded from; null if it does not. */
    static @Nullable String readBaseModel(Path folder) {
        JsonNode base = open(folder).node().path("base_model_name_or_path");
        return base.isString() ? base.asString() : null;
    }

    private static JsonSection open(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(folder)) {
            throw new AdapterException(folder + ": there is no such folder; give that of an adapter or of a run");
        }
        if (!Files.exists(file)) {
            throw new AdapterException(folder + ": there is no " + NAME + "; is it an adapter folder?");
        }
        return JsonSection.read(file, JsonSection.SETTINGS_BYTES, AdapterException::new);
    }

    private static LoraConfig parse(JsonSection section) {
        ModuleSelector targets = selector(section, "target_modules");
        if (targets == null) {
            throw section.unusable("target_modules", "is missing");
        }
        refuseNull(section, "r");
        refuseNull(section, "lora_alpha");
        return new LoraConfig(
                section.integer("r", DEFAULT_RANK),
                section.number("lora_alpha", DEFAULT_ALPHA),
                section.number("lora_dropout", 0),
                section.flag("use_rslora", false),
                targets,
                selector(section, "exclude_modules"),
                pattern(section, "rank_pattern", pattern -> key -> pattern.integer(key, 0)),
                pattern(section, "alpha_pattern", pattern -> key -> pattern.number(key, 0)));
    }

    /** PEFT has a default for a key that is absent, and none for a null. */
    private static void refuseNull(JsonSection section, String key) {
        if (section.node().path(key).isNull()) {
            throw section.unusable(key, "is null, expected a number");
        }
    }

    private static void refuseUnsupported(JsonSection section) {
        String type = section.text("peft_type", "");
        if (!type.equals("LORA")) {
            throw section.unusable(
                    "peft_type", "is \"" + MessageText.excerpt(type) + "\", but only LORA adapters are supported");
        }
        refuseBeginning(section);
        String bias = section.text("bias", "none");
        if (!bias.equals("none")) {
            throw section.unusable("bias", "is \"" + MessageText.excerpt(bias) + "\", but only \"none\" is supported");
        }
        section.node().properties().forEach(property -> {
            String key = property.getKey();
            if (!READ.contains(key) && !HARMLESS.contains(key) && isSet(property.getValue())) {
                throw section.unusable(
                        MessageText.excerpt(key),
                        "is set, but such adapters are not supported; merge it with PEFT first");
            }
        });
    }

    /**
     * PiSSA, OLoRA, CorDA, LoftQ and LoRA-GA take a part out of the base's weights before the adapter learns, so that its matrices are no correction
     * of the base as it was. PEFT does so again when it loads an adapter, where it can.
     */
    private static void refuseBeginning(JsonSection section) {
        JsonNode beginning = section.node().path("init_lora_weights");
        boolean harmless = beginning.isMissingNode()
                || beginning.isNull()
                || beginning.isBoolean()
                || (beginning.isString() && HARMLESS_BEGINNINGS.contains(beginning.stringValue()));
        if (!harmless) {
            throw section.unusable(
                    "init_lora_weights",
                    "is " + MessageText.excerpt(beginning.toString())
                            + ", which may change the base's weights, too; merge it with PEFT first");
        }
    }

    /** Whether a value asks for something: not for none, false, nothing or an empty list. */
    private static boolean isSet(JsonNode value) {
        return !(value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty()));
    }

    private static @Nullable ModuleSelector selector(JsonSection section, String key) {
        JsonNode node = section.node().path(key);
        if (node.isMissingNode() || !isSet(node)) {
            return null;
        }
        if (!node.isString()) {
            return new ModuleSelector.Names(section.texts(key));
        }
        new ModuleExpression(key, node.stringValue()); // its message names the key
        return ModuleSelector.parse(node.stringValue());
    }

    private static <T> Map<String, T> pattern(
            JsonSection section, String key, Function<JsonSection, Function<String, T>> reader) {
        Map<String, T> pattern = new LinkedHashMap<>();
        section.section(key).ifPresent(inner -> {
            Function<String, T> value = reader.apply(inner);
            for (String module : inner.node().propertyNames()) {
                inner.require(module);
                pattern.put(module, value.apply(module));
            }
        });
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
