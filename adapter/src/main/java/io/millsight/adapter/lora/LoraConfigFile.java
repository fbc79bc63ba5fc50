package io.millsight.adapter.lora;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftConfigFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the settings of a LoRA adapter in adapter_config.json. */
final class LoraConfigFile {

    private static final int DEFAULT_RANK = 8;
    private static final double DEFAULT_ALPHA = 8;

    /**
     * What is read; and what changes nothing in a finished adapter whatever it says: how it is computed and how it began to learn. The settings of
     * beginnings count only beside an {@code init_lora_weights} that asks for them, and a size only beside its switch.
     */
    private static final Set<String> KNOWN = Set.of(
            "target_modules",
            "exclude_modules",
            "r",
            "lora_alpha",
            "lora_dropout",
            "use_rslora",
            "use_dora",
            "rank_pattern",
            "alpha_pattern",
            "bias",
            "init_lora_weights",
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

    private LoraConfigFile() {}

    /**
     * Reads a LoRA adapter's settings.
     *
     * @throws AdapterException if the file is missing or broken, or asks for a kind of adapter that is not supported
     */
    static LoraConfig read(Path folder) {
        JsonSection section = PeftConfigFile.open(folder);
        refuseUnsupported(section);
        try {
            return parse(section);
        } catch (AdapterException e) {
            String where = folder.resolve(PeftConfigFile.NAME) + ": ";
            throw String.valueOf(e.getMessage()).startsWith(where)
                    ? e
                    : new AdapterException(where + e.getMessage(), e);
        }
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
                section.flag("use_dora", false),
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
        if (!PeftConfigFile.type(section).equals(LoraConfig.PEFT_TYPE)) {
            throw PeftConfigFile.unsupportedType(section, LoraConfig.PEFT_TYPE + " adapters");
        }
        refuseBeginning(section);
        String bias = section.text("bias", "none");
        if (!bias.equals("none")) {
            throw section.unusable("bias", "is \"" + MessageText.excerpt(bias) + "\", but only \"none\" is supported");
        }
        PeftConfigFile.refuseOthers(section, KNOWN, "merge it with PEFT first");
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

    private static @Nullable ModuleSelector selector(JsonSection section, String key) {
        JsonNode node = section.node().path(key);
        if (node.isMissingNode() || !PeftConfigFile.isSet(node)) {
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
        ObjectNode node = PeftConfigFile.describe(LoraConfig.PEFT_TYPE, baseModel)
                .put("bias", "none")
                .put("fan_in_fan_out", false)
                .put("init_lora_weights", true)
                .put("lora_alpha", config.alpha())
                .put("lora_dropout", config.dropout())
                .put("r", config.rank())
                .put("use_dora", config.weightDecomposed())
                .put("use_rslora", config.rankStabilized());
        node.set("alpha_pattern", PeftConfigFile.json(config.alphaPattern()));
        node.set("rank_pattern", PeftConfigFile.json(config.rankPattern()));
        write(node, "exclude_modules", config.excludeModules());
        write(node, "target_modules", config.targetModules());
        PeftConfigFile.write(folder, node);
    }

    private static void write(ObjectNode node, String key, @Nullable ModuleSelector selector) {
        if (selector == null) {
            node.putNull(key);
        } else if (selector instanceof ModuleSelector.Names names) {
            node.set(key, PeftConfigFile.json(names.names()));
        } else if (selector instanceof ModuleSelector.Expression expression) {
            node.put(key, expression.regex());
        } else {
            node.put(key, ModuleSelector.ALL_LINEAR);
        }
    }
}
