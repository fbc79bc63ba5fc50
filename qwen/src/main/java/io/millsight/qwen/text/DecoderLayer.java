package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.layer.GatedMlp;
import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.RmsNorm;
import io.millsight.qwen.layer.RotaryAngles;
import io.millsight.torch.Attention;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One layer of the language model: x += Attention(Norm(x)); x += Mlp(Norm(x)). Several query heads share one key and value head. B samples, T
 * new tokens, S tokens to look at, H query heads of size D.
 */
public record DecoderLayer(
        RmsNorm inputNorm,
        Linear queryProjection,
        Linear keyProjection,
        Linear valueProjection,
        Linear outputProjection,
        RmsNorm postAttentionNorm,
        GatedMlp mlp,
        TextConfig config) {

    /**
     * What a forward pass has in common over all layers.
     *
     * @param angles {@code [B, 1, T, D]} in the model's type
     * @param mask added to the scores, {@code [B, 1, T, S]}; null for none
     * @param cache what was seen before, or null if nothing was and nothing shall be kept
     */
    record Context(
            RotaryAngles angles,
            @Nullable Tensor mask,
            @Nullable KeyValueCache cache) {}

    static DecoderLayer of(ModelWeights weights, String prefix, TextConfig config) {
        return new DecoderLayer(
                weights.norm(prefix + "input_layernorm", config.rmsNormEpsilon()),
                weights.linear(prefix + "self_attn.q_proj"),
                weights.linear(prefix + "self_attn.k_proj"),
                weights.linear(prefix + "self_attn.v_proj"),
                weights.linear(prefix + "self_attn.o_proj"),
                weights.norm(prefix + "post_attention_layernorm", config.rmsNormEpsilon()),
                GatedMlp.of(weights, prefix + "mlp."),
                config);
    }

    DecoderLayer map(LinearMap map, String module) {
        return new DecoderLayer(
                inputNorm,
                map.replace(module + "self_attn.q_proj", queryProjection),
                map.replace(module + "self_attn.k_proj", keyProjection),
                map.replace(module + "self_attn.v_proj", valueProjection),
                map.replace(module + "self_attn.o_proj", outputProjection),
                postAttentionNorm,
                mlp.map(map, module + "mlp."),
                config);
    }

    /** Runs layer number {@code index} on {@code [B, T, width]}. */
    Tensor forward(Tensor hidden, Context context, int index) {
        return Scope.within(() -> {
            Tensor attended = hidden.plus(Scope.within(() -> attend(inputNorm.apply(hidden), context, index)));
            return attended.plus(mlp.apply(postAttentionNorm.apply(attended)));
        });
    }

    private Tensor attend(Tensor input, Context context, int index) {
        Tensor query =
                context.angles().rotate(heads(queryProjection.apply(input), config.queryHeads())); // [B, H, T, D]
        Tensor key = context.angles().rotate(heads(keyProjection.apply(input), config.keyValueHeads()));
        Tensor value = heads(valueProjection.apply(input), config.keyValueHeads());
        KeyValueCache cache = context.cache();
        long tokens = query.size(2);
        boolean first = cache == null || cache.isEmpty();
        if (cache != null) {
            cache.append(index, key, value);
        }
        Tensor attended = first || cache == null
                ? Attention.scaledDotProduct(query, shared(key), shared(value), context.mask(), context.mask() == null)
                : decode(query, cache.keys(index), cache.values(index), context.mask());
        return outputProjection.apply(attended.transpose(1, 2)
                .reshape(input.size(0), tokens, (long) config.queryHeads() * config.headSize()));
    }

    /** Behind the prompt: the query heads of a group become rows of one product, so that keys and values need no copies. */
    private Tensor decode(Tensor query, Tensor keys, Tensor values, @Nullable Tensor mask) {
        long batch = query.size(0);
        long tokens = query.size(2);
        Tensor grouped = query.reshape(batch, config.keyValueHeads(), groupSize() * tokens, config.headSize());
        return Attention.scaledDotProduct(grouped, keys, values, mask == null ? null : grouped(mask), false)
                .reshape(batch, config.queryHeads(), tokens, config.headSize());
    }

    private Tensor grouped(Tensor mask) { // [B, 1, T, S] -> [B, 1, group * T, S]
        if (mask.size(2) == 1) {
            return mask;
        }
        return mask.expand(mask.size(0), groupSize(), mask.size(2), mask.size(3))
                .reshape(mask.size(0), 1, groupSize() * mask.size(2), mask.size(3));
    }

    private Tensor heads(Tensor projected, int heads) { // [B, T, H * D] -> [B, H, T, D]
        return projected
                .reshape(projected.size(0), projected.size(1), heads, config.headSize())
                .transpose(1, 2);
    }

    private Tensor shared(Tensor heads) { // [B, H_kv, T, D] -> [B, H, T, D], each head repeated for its group
        int groupSize = groupSize();
        if (groupSize == 1) {
            return heads;
        }
        long batch = heads.size(0);
        long tokens = heads.size(2);
        return heads.unsqueeze(2)
                .expand(batch, config.keyValueHeads(), groupSize, tokens, config.headSize())
                .reshape(batch, config.queryHeads(), tokens, config.headSize());
    }

    private int groupSize() {
        return config.queryHeads() / config.keyValueHeads();
    }
}
