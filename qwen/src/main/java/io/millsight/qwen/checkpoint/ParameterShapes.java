package io.millsight.qwen.checkpoint;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.config.VisionConfig;
import io.millsight.torch.DType;
import io.millsight.torch.TensorHeader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every tensor of a model's checkpoint with its shape, in the order of the forward pass. The names are those of the published files (the
 * old scheme of {@link TensorNames}); a tied head has no tensor of its own, so it counts once.
 */
public final class ParameterShapes {

    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();

    /** The tensors of a model of this configuration. */
    public ParameterShapes(ModelConfig config) {
        addVisionTower(config.vision());
        addLanguageModel(config.text());
    }

    /** In the order of the forward pass. */
    public Set<String> names() {
        return Collections.unmodifiableSet(shapes.keySet());
    }

    /**
     * The sizes of a tensor's axes.
     *
     * @throws IllegalArgumentException if the model has no such tensor
     */
    public long[] shape(String name) {
        return axes(name).stream().mapToLong(Integer::longValue).toArray();
    }

    /** How many numbers a tensor has. */
    public long elements(String name) {
        return axes(name).stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** All tensors as a file of this type would list them. */
    public List<TensorHeader> headers(DType dtype) {
        return names().stream()
                .map(name -> TensorHeader.of(name, dtype, shape(name)))
                .toList();
    }

    /** How many parameters the model has. */
    public long parameters() {
        return shapes.keySet().stream().mapToLong(this::elements).sum();
    }

    /** How many of them are the vision tower's. */
    public long visionParameters() {
        return shapes.keySet().stream()
                .filter(TensorNames::isVision)
                .mapToLong(this::elements)
                .sum();
    }

    private List<Integer> axes(String name) {
        List<Integer> axes = shapes.get(name);
        if (axes == null) {
            throw new IllegalArgumentException("the model has no tensor " + name);
        }
        return axes;
    }

    private void addVisionTower(VisionConfig vision) {
        int width = vision.hiddenSize();
        int patch = vision.patchSize();
        add("visual.patch_embed.proj.weight", width, VisionConfig.CHANNELS, vision.temporalPatchSize(), patch, patch);
        for (int block = 0; block < vision.depth(); block++) {
            String prefix = "visual.blocks." + block;
            add(prefix + ".norm1.weight", width);
            addLinear(prefix + ".attn.qkv", 3 * width, width);
            addLinear(prefix + ".attn.proj", width, width);
            add(prefix + ".norm2.weight", width);
            addLinear(prefix + ".mlp.gate_proj", vision.intermediateSize(), width);
            addLinear(prefix + ".mlp.up_proj", vision.intermediateSize(), width);
            addLinear(prefix + ".mlp.down_proj", width, vision.intermediateSize());
        }
        add("visual.merger.ln_q.weight", width);
        addLinear("visual.merger.mlp.0", vision.mergedSize(), vision.mergedSize());
        addLinear("visual.merger.mlp.2", vision.outHiddenSize(), vision.mergedSize());
    }

    private void addLanguageModel(TextConfig text) {
        int width = text.hiddenSize();
        int queries = text.queryHeads() * text.headSize();
        int keyValues = text.keyValueHeads() * text.headSize();
        add("model.embed_tokens.weight", text.vocabularySize(), width);
        for (int layer = 0; layer < text.layers(); layer++) {
            String prefix = "model.layers." + layer;
            add(prefix + ".input_layernorm.weight", width);
            addLinear(prefix + ".self_attn.q_proj", queries, width);
            addLinear(prefix + ".self_attn.k_proj", keyValues, width);
            addLinear(prefix + ".self_attn.v_proj", keyValues, width);
            add(prefix + ".self_attn.o_proj.weight", width, queries);
            add(prefix + ".post_attention_layernorm.weight", width);
            add(prefix + ".mlp.gate_proj.weight", text.intermediateSize(), width);
            add(prefix + ".mlp.up_proj.weight", text.intermediateSize(), width);
            add(prefix + ".mlp.down_proj.weight", width, text.intermediateSize());
        }
        add("model.norm.weight", width);
        if (!text.tiedEmbeddings()) {
            add("lm_head.weight", text.vocabularySize(), width);
        }
    }

    private void addLinear(String name, int outputs, int inputs) {
        add(name + ".weight", outputs, inputs);
        add(name + ".bias", outputs);
    }

    private void add(String name, Integer... axes) {
        shapes.put(name, List.of(axes));
    }
}
