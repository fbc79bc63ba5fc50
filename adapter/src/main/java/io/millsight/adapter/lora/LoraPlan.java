package io.millsight.adapter.lora;

import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.config.ModelConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a LoRA adapter would hold on a model, told from both configurations before any weight is read.
 *
 * @param modules that it would correct, in the model's order
 * @param parameters that would be trained
 */
public record LoraPlan(List<String> modules, long parameters) {

    private static final String WEIGHT = ".weight";

    /** The two matrices that are tables of tokens, not layers that an adapter may go on. */
    private static final List<String> TOKEN_TABLES = List.of("model.embed_tokens.weight", "lm_head.weight");

    public LoraPlan {
        modules = List.copyOf(modules);
    }

    /** Matches modules as {@link LoraAdapter#initialize} does; none is a plan too. */
    public static LoraPlan of(ModelConfig model, LoraConfig lora) {
        ParameterShapes shapes = new ParameterShapes(model);
        Map<String, long[]> layers = new LinkedHashMap<>();
        for (String name : shapes.names()) {
            long[] shape = shapes.shape(name);
            if (shape.length == 2 && name.endsWith(WEIGHT) && !TOKEN_TABLES.contains(name)) {
                layers.put(TensorNames.toNew(name.substring(0, name.length() - WEIGHT.length())), shape);
            }
        }
        Map<String, LoraSites.Site> sites = LoraSites.of(lora, layers.keySet(), ModuleNames.NEW);
        long parameters = 0;
        for (Map.Entry<String, LoraSites.Site> site : sites.entrySet()) {
            long[] shape = Objects.requireNonNull(layers.get(site.getKey()));
            parameters += site.getValue().rank() * (shape[0] + shape[1]); // A [r, in] and B [out, r]
            parameters += lora.weightDecomposed() ? shape[0] : 0; // magnitudes [out]
        }
        return new LoraPlan(List.copyOf(sites.keySet()), parameters);
    }
}
