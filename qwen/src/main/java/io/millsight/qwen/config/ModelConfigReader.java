package io.millsight.qwen.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds each value in the layouts of config.json that exist. A nested {@code text_config} wins over its copy on top; missing fields take
 * the defaults of the reference's configuration classes, which differ from the published models.
 */
final class ModelConfigReader {

    private final Path file;
    private final JsonSection root;
    private final JsonSection text;

    ModelConfigReader(Path file) {
        this.file = file;
        this.root = JsonSection.read(file);
        this.text = root.section("text_config").orElse(root);
    }

    ModelConfig read() {
        String type = root.text("model_type", "qwen2_5_vl");
        if (!type.equals("qwen2_5_vl")) {
            throw root.unusable("model_type", "is " + type + "; only Qwen2.5-VL (qwen2_5_vl) can be read");
        }
        JsonSection vision = root.section("vision_config")
                .orElseThrow(
                        () -> root.unusable("vision_config", "is missing; this is a model without a vision tower"));
        boolean int8 = Int8Quantization.isIn(root);
        refuseSlidingWindow();
        requireSilu(text);
        requireSilu(vision);
        try {
            return new ModelConfig(readText(), readVision(vision), readTokens(), readDtype(), int8);
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(file + ": " + e.getMessage(), e);
        }
    }

    private TextConfig readText() {
        int queryHeads = text.integer("num_attention_heads", 64);
        // rope_parameters is the name of transformers 5, rope_scaling the one before it
        Optional<JsonSection> rope = text.section("rope_parameters").or(() -> text.section("rope_scaling"));
        rope.ifPresent(ModelConfigReader::requirePlainRope);
        double theta = text.number("rope_theta", 1e6);
        List<Integer> sections = List.of(16, 24, 24);
        if (rope.isPresent()) {
            theta = rope.get().number("rope_theta", theta);
            sections = rope.get().integers("mrope_section", sections);
        }
        return new TextConfig(
                text.integer("vocab_size", 152064),
                text.integer("hidden_size", 8192),
                text.integer("intermediate_size", 29568),
                text.integer("num_hidden_layers", 80),
                queryHeads,
                // a null means one key and value head for each query head, an absent key means 8
                text.node().has("num_key_value_heads") ? text.integer("num_key_value_heads", queryHeads) : 8,
                text.number("rms_norm_eps", 1e-5),
                theta,
                sections,
                text.integer("max_position_embeddings", 32768),
                root.flag("tie_word_embeddings", false) || text.flag("tie_word_embeddings", false),
                text.number("initializer_range", 0.02));
    }

    private static VisionConfig readVision(JsonSection vision) {
        if (vision.integer("in_channels", VisionConfig.CHANNELS) != VisionConfig.CHANNELS) {
            throw vision.unusable("in_channels", "must be " + VisionConfig.CHANNELS);
        }
        Optional<JsonSection> rope = vision.section("rope_parameters");
        double theta = 10000;
        if (rope.isPresent()) {
            String type = rope.get().text("rope_type", "axial");
            if (!type.equals("axial")) {
                throw rope.get().unusable("rope_type", "is " + type + "; only axial is supported");
            }
            theta = rope.get().number("rope_theta", theta);
        }
        return new VisionConfig(
                vision.integer("depth", 32),
                vision.integer("hidden_size", 3584),
                vision.integer("intermediate_size", 3420),
                vision.integer("num_heads", 16),
                vision.integer("patch_size", 14),
                vision.integer("spatial_merge_size", 2),
                vision.integer("temporal_patch_size", 2),
                vision.integer("window_size", 112),
                vision.integers("fullatt_block_indexes", List.of(7, 15, 23, 31)),
                vision.integer("out_hidden_size", 3584),
                vision.integer("tokens_per_second", 4),
                theta);
    }

    private TokenIds readTokens() {
        TokenIds published = TokenIds.PUBLISHED;
        return new TokenIds(
                root.integer("image_token_id", published.image()),
                root.integer("video_token_id", published.video()),
                root.integer("vision_start_token_id", published.visionStart()),
                root.integer("vision_end_token_id", published.visionEnd()),
                root.integer("vision_token_id", published.visionPad()),
                sequenceToken("bos_token_id", published.beginningOfSequence()),
                sequenceToken("eos_token_id", published.endOfSequence()));
    }

    /** On top in most layouts, inside {@code text_config} in the nested one; the first if it is a list. */
    private int sequenceToken(String key, int fallback) {
        List<Integer> inner = text.integers(key, List.of(fallback));
        List<Integer> ids = root.integers(key, inner);
        return ids.isEmpty() ? fallback : ids.get(0);
    }

    private String readDtype() {
        String inner = text.text("dtype", text.text("torch_dtype", "float32"));
        return root.text("dtype", root.text("torch_dtype", inner));
    }

    private void refuseSlidingWindow() {
        if (text.flag("use_sliding_window", false)) {
            throw text.unusable("use_sliding_window", "is true; sliding-window attention is not supported");
        }
        for (String kind : text.texts("layer_types")) {
            if (!kind.equals("full_attention")) {
                throw text.unusable("layer_types", "names " + kind + "; only full_attention is supported");
            }
        }
    }

    private static void requireSilu(JsonSection section) {
        String activation = section.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw section.unusable("hidden_act", "is " + activation + "; only silu is supported");
        }
    }

    private static void requirePlainRope(JsonSection rope) {
        for (String key : List.of("rope_type", "type")) {
            String type = rope.text(key, "default");
            if (!type.equals("default") && !type.equals("mrope")) {
                throw rope.unusable(key, "is " + type + "; only default and mrope are supported");
            }
        }
    }
}
