package io.millsight.qwen.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The flat layout of config.json, with the key names of the published models. */
final class ModelConfigWriter {

    private ModelConfigWriter() {}

    static Map<String, Object> flatLayout(ModelConfig config) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("architectures", new String[] {"Qwen2_5_VLForConditionalGeneration"});
        root.put("model_type", "qwen2_5_vl");
        root.put("torch_dtype", config.dtype());
        root.put("transformers_version", "4.49.0");
        putTokens(root, config.tokens());
        putText(root, config.text());
        root.put("vision_config", visionFields(config.vision()));
        if (config.int8()) {
            root.put(Int8Quantization.KEY, Int8Quantization.fields());
        }
        return root;
    }

    private static void putTokens(Map<String, Object> root, TokenIds tokens) {
        root.put("bos_token_id", tokens.beginningOfSequence());
        root.put("eos_token_id", tokens.endOfSequence());
        root.put("vision_start_token_id", tokens.visionStart());
        root.put("vision_end_token_id", tokens.visionEnd());
        root.put("vision_token_id", tokens.visionPad());
        root.put("image_token_id", tokens.image());
        root.put("video_token_id", tokens.video());
    }

    private static void putText(Map<String, Object> root, TextConfig text) {
        root.put("vocab_size", text.vocabularySize());
        root.put("hidden_size", text.hiddenSize());
        root.put("intermediate_size", text.intermediateSize());
        root.put("num_hidden_layers", text.layers());
        root.put("num_attention_heads", text.queryHeads());
        root.put("num_key_value_heads", text.keyValueHeads());
        root.put("hidden_act", "silu");
        root.put("attention_dropout", 0.0);
        root.put("initializer_range", text.initializerRange());
        root.put("rms_norm_eps", text.rmsNormEpsilon());
        root.put("max_position_embeddings", text.maxPositionEmbeddings());
        root.put("max_window_layers", text.layers());
        root.put("use_sliding_window", false);
        root.put("sliding_window", text.maxPositionEmbeddings());
        root.put("use_cache", true);
        root.put("tie_word_embeddings", text.tiedEmbeddings());
        root.put("rope_theta", text.ropeTheta());
        Map<String, Object> rotary = new LinkedHashMap<>();
        rotary.put("type", "mrope");
        rotary.put("mrope_section", text.mropeSection());
        root.put("rope_scaling", rotary);
    }

    private static Map<String, Object> visionFields(VisionConfig vision) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model_type", "qwen2_5_vl");
        fields.put("depth", vision.depth());
        fields.put("hidden_size", vision.hiddenSize());
        fields.put("intermediate_size", vision.intermediateSize());
        fields.put("num_heads", vision.heads());
        fields.put("hidden_act", "silu");
        fields.put("in_channels", VisionConfig.CHANNELS);
        fields.put("in_chans", VisionConfig.CHANNELS);
        fields.put("patch_size", vision.patchSize());
        fields.put("spatial_patch_size", vision.patchSize());
        fields.put("spatial_merge_size", vision.spatialMergeSize());
        fields.put("temporal_patch_size", vision.temporalPatchSize());
        fields.put("window_size", vision.windowSize());
        fields.put("fullatt_block_indexes", vision.fullAttentionBlocks());
        fields.put("out_hidden_size", vision.outHiddenSize());
        fields.put("tokens_per_second", vision.tokensPerSecond());
        return fields;
    }
}
