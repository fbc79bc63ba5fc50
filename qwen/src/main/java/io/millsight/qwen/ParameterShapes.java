package io.millsight.qwen;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** temporary */
public final class ParameterShapes {
    private ParameterShapes() {}

    public static Map<String, List<Long>> of(ModelConfig c) {
        Map<String, List<Long>> m = new LinkedHashMap<>();
        VisionConfig v = c.vision();
        long E = v.hiddenSize(), I = v.intermediateSize(), M = v.mergedSize();
        put(m, "visual.patch_embed.proj.weight", E, 3, v.temporalPatchSize(), v.patchSize(), v.patchSize());
        for (int i = 0; i < v.depth(); i++) {
            String p = "visual.blocks." + i + ".";
            put(m, p + "norm1.weight", E);
            put(m, p + "norm2.weight", E);
            lin(m, p + "attn.qkv", 3 * E, E, true);
            lin(m, p + "attn.proj", E, E, true);
            lin(m, p + "mlp.gate_proj", I, E, true);
            lin(m, p + "mlp.up_proj", I, E, true);
            lin(m, p + "mlp.down_proj", E, I, true);
        }
        TextConfig t = c.text();
        long D = t.hiddenSize(), F = t.intermediateSize(), d = t.headSize();
        put(m, "visual.merger.ln_q.weight", E);
        lin(m, "visual.merger.mlp.0", M, M, true);
        lin(m, "visual.merger.mlp.2", D, M, true);
        put(m, "model.embed_tokens.weight", t.vocabularySize(), D);
        for (int i = 0; i < t.layers(); i++) {
            String p = "model.layers." + i + ".";
            put(m, p + "input_layernorm.weight", D);
            put(m, p + "post_attention_layernorm.weight", D);
            lin(m, p + "self_attn.q_proj", t.queryHeads() * d, D, true);
            lin(m, p + "self_attn.k_proj", t.keyValueHeads() * d, D, true);
            lin(m, p + "self_attn.v_proj", t.keyValueHeads() * d, D, true);
            lin(m, p + "self_attn.o_proj", D, t.queryHeads() * d, false);
            lin(m, p + "mlp.gate_proj", F, D, false);
            lin(m, p + "mlp.up_proj", F, D, false);
            lin(m, p + "mlp.down_proj", D, F, false);
        }
        put(m, "model.norm.weight", D);
        if (!t.tiedEmbeddings()) {
            put(m, "lm_head.weight", t.vocabularySize(), D);
        }
        return m;
    }

    private static void lin(Map<String, List<Long>> m, String n, long o, long i, boolean b) {
        put(m, n + ".weight", o, i);
        if (b) {
            put(m, n + ".bias", o);
        }
    }

    private static void put(Map<String, List<Long>> m, String n, long... s) {
        m.put(n, Arrays.stream(s).boxed().toList());
    }
}
