package io.millsight.qwen.checkpoint;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.config.VisionConfig;
import io.millsight.torch.DType;
import io.millsight.torch.TensorHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every tensor of a model's checkpoint with its shape, in the order of the forward pass. The names are those of the published files (the
 * old scheme of {@link TensorNames}); a tied head has no tensor of its own, so it counts once.
 */
public final class ParameterShapes {

    /** How the names of the language model's layers begin; the number of the layer follows. */
    static final String LAYERS = "model.layers.";

    private static final String WEIGHT = ".weight";
    private static final String SCALE = "_scale"; // as compressed-tensors names it

    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final Set<String> textLayers = new LinkedHashSet<>();
    private final boolean int8;

    /** The tensors of a model of this configuration. */
    public ParameterShapes(ModelConfig config) {
        int8 = config.int8();
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

    /** The weights of the linear layers of the language model, which can be stored in int8; the output head is not among them. */
    public Set<String> textLayers() {
        return Collections.unmodifiableSet(textLayers);
    }

    /** The name of the scales of a weight that is stored in int8. */
    public static String scaleOf(String weight) {
        return weight + SCALE;
    }

    /** The weight whose scales a tensor holds; null if it holds no scales. */
    static @Nullable String weightOf(String name) {
        return name.endsWith(WEIGHT + SCALE) ? name.substring(0, name.length() - SCALE.length()) : null;
    }

    /** All tensors as a file of this type would list them; a weight in int8 is followed by its scales. */
    public List<TensorHeader> headers(DType dtype) {
        List<TensorHeader> headers = new ArrayList<>();
        for (String name : names()) {
            boolean rounded = int8 && textLayers.contains(name);
            headers.add(TensorHeader.of(name, rounded ? DType.INT8 : dtype, shape(name)));
            if (rounded) {
                headers.add(TensorHeader.of(scaleOf(name), DType.FLOAT32, shape(name)[0], 1));
            }
        }
        return headers;
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
            String prefix = LAYERS + layer;
            add(prefix + ".input_layernorm.weight", width);
            addTextLayer(prefix + ".self_attn.q_proj", queries, width, true);
            addTextLayer(prefix + ".self_attn.k_proj", keyValues, width, true);
            addTextLayer(prefix + ".self_attn.v_proj", keyValues, width, true);
            addTextLayer(prefix + ".self_attn.o_proj", width, queries, false);
            add(prefix + ".post_attention_layernorm.weight", width);
            addTextLayer(prefix + ".mlp.gate_proj", text.intermediateSize(), width, false);
            addTextLayer(prefix + ".mlp.up_proj", text.intermediateSize(), width, false);
            addTextLayer(prefix + ".mlp.down_proj", width, text.intermediateSize(), false);
        }
        add("model.norm.weight", width);
        if (!text.tiedEmbeddings()) {
            add("lm_head.weight", text.vocabularySize(), width);
        }
    }

    private void addTextLayer(String name, int outputs, int inputs, boolean bias) {
        textLayers.add(name + WEIGHT);
        add(name + WEIGHT, outputs, inputs);
        if (bias) {
            add(name + ".bias", outputs);
        }
    }

    private void addLinear(String name, int outputs, int inputs) {
        add(name + WEIGHT, outputs, inputs);
        add(name + ".bias", outputs);
    }

    private void add(String name, Integer... axes) {
        shapes.put(name, List.of(axes));
    }
}
