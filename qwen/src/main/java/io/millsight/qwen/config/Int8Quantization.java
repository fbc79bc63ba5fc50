package io.millsight.qwen.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code quantization_config} of a model whose language layers are stored in int8: one scale for each output channel of a weight, and activations
 * that are rounded row by row while computing. It is written in the format of compressed-tensors ({@code int-quantized}, W8A8), which transformers
 * and vLLM know, and this one form of it is read.
 */
final class Int8Quantization {

    static final String KEY = "quantization_config";

    private static final String METHOD = "compressed-tensors";
    private static final String FORMAT = "int-quantized";

    private Int8Quantization() {}

    static Map<String, Object> fields() {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("targets", List.of("Linear"));
        group.put("weights", numbers("channel", false));
        group.put("input_activations", numbers("token", true));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("quant_method", METHOD);
        fields.put("format", FORMAT);
        fields.put("quantization_status", "compressed");
        fields.put("config_groups", Map.of("group_0", group));
        fields.put("ignore", List.of("lm_head", "re:.*visual.*"));
        return fields;
    }

    private static Map<String, Object> numbers(String strategy, boolean dynamic) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("num_bits", 8);
        numbers.put("type", "int");
        numbers.put("symmetric", true);
        numbers.put("strategy", strategy);
        numbers.put("dynamic", dynamic);
        return numbers;
    }

    /**
     * Returns whether a config.json states this quantization.
     *
     * @throws ModelFolderException if it states another one
     */
    static boolean isIn(JsonSection root) {
        JsonSection found = root.section(KEY).orElse(null);
        if (found == null) {
            return false;
        }
        requireText(found, "quant_method", METHOD);
        requireText(found, "format", FORMAT);
        JsonSection weights = found.section("config_groups")
                .flatMap(groups -> groups.section("group_0"))
                .flatMap(group -> group.section("weights"))
                .orElseThrow(() -> found.unusable("config_groups", "has no group_0 with weights" + REMEDY));
        if (weights.integer("num_bits", 0) != 8) {
            throw weights.unusable("num_bits", "is not 8" + REMEDY);
        }
        requireText(weights, "strategy", "channel");
        return true;
    }

    private static final String REMEDY =
            "; of quantized models, only those of 'millsight quantize' are read; give the folder with the weights as they were trained";

    private static void requireText(JsonSection section, String key, String expected) {
        String text = section.text(key, "missing");
        if (!text.equals(expected)) {
            throw section.unusable(key, "is " + text + ", not " + expected + REMEDY);
        }
    }
}
