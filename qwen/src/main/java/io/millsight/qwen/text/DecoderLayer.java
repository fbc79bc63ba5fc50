package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.layer.GatedMlp;
import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.RmsNorm;
import io.millsight.qwen.layer.RotaryAngles;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.Attention;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.List;
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
     * @param cache takes the keys and values; null where none shall be kept
     * @param segments lengths of the parts of a row that do not see each other; null if there is only one
     * @param samples the rows of each sample
     */
    record Context(
            RotaryAngles angles,
            @Nullable Tensor mask,
            @Nullable KeyValueCache cache,
            @Nullable List<Integer> segments,
            SampleRows samples) {}

    /**
     * Some of the rows of a packed batch, R of T.
     *
     * @param indices {@code [R]}
     * @param angles {@code [1, 1, R, D]} in the model's type
     * @param mask what they see of all rows, added to the scores, {@code [1, 1, R, T]}
     * @param samples how many of them belong to each sample
     */
    record Rows(Tensor indices, RotaryAngles angles, Tensor mask, SampleRows samples) {}

    /**
     * What a pass behind a prompt has in common over all layers: N places of new tokens, B rows of T slots.
     *
     * @param angles {@code [1, 1, N, D]} in the model's type
     * @param mask added to the scores, {@code [B, 1, T, S]}; null for none
     * @param cache what was seen before
     * @param cacheSlots where the cache puts the tokens in the first places
     * @param rows which place belongs to which slot
     */
    record Step(RotaryAngles angles, @Nullable Tensor mask, KeyValueCache cache, Tensor cacheSlots, NewRows rows) {}

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

    /** Where its weights are. */
    Device device() {
        return inputNorm.weight().device();
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

    /** Runs layer number {@code index} on the tokens of whole rows, {@code [B, T, width]}. */
    Tensor forward(Tensor hidden, Context context, int index) {
        return Scope.within(() -> {
            Tensor attended = hidden.plus(Scope.within(() -> attend(inputNorm.apply(hidden), context, index)));
            return attended.plus(mlp.apply(postAttentionNorm.apply(attended), context.samples()));
        });
    }

    /** Runs layer number {@code index} on the places of new tokens, {@code [1, N, width]}. */
    Tensor forward(Tensor hidden, Step step, int index) {
        return Scope.within(() -> {
            Tensor attended = hidden.plus(Scope.within(() -> attend(inputNorm.apply(hidden), step, index)));
            return attended.plus(mlp.apply(postAttentionNorm.apply(attended), SampleRows.UNSEEDED));
        });
    }

    /** Runs the layer on {@code [1, T, width]} for some rows only, {@code [1, R, width]}; the keys and values are those of all rows. */
    Tensor forward(Tensor hidden, Context context, Rows rows) {
        return Scope.within(() -> {
            Tensor attended = hidden.indexSelect(1, rows.indices()).plus(Scope.within(() -> {
                Tensor input = inputNorm.apply(hidden);
                SampleRows samples = context.samples();
                Tensor query = queryProjection.apply(input.indexSelect(1, rows.indices()), rows.samples());
                Tensor key = keyProjection.apply(input, samples);
                Tensor value = valueProjection.apply(input, samples);
                return output(
                        Attention.scaledDotProduct(
                                rows.angles().rotate(heads(query, config.queryHeads())),
                                shared(context.angles().rotate(heads(key, config.keyValueHeads()))),
                                shared(heads(value, config.keyValueHeads())),
                                rows.mask(),
                                false),
                        rows.samples());
            }));
            return attended.plus(mlp.apply(postAttentionNorm.apply(attended), rows.samples()));
        });
    }

    /** Queries, keys and values of the same tokens by heads, the first two rotated. */
    private record Heads(Tensor query, Tensor key, Tensor value) {}

    private Heads project(Tensor input, RotaryAngles angles, SampleRows samples) { // [B, T, width] -> [B, H, T, D]
        return new Heads(
                angles.rotate(heads(queryProjection.apply(input, samples), config.queryHeads())),
                angles.rotate(heads(keyProjection.apply(input, samples), config.keyValueHeads())),
                heads(valueProjection.apply(input, samples), config.keyValueHeads()));
    }

    private Tensor attend(Tensor input, Context context, int index) {
        SampleRows samples = context.samples();
        Heads heads = project(input, context.angles(), samples);
        Tensor key = shared(heads.key());
        Tensor value = shared(heads.value());
        if (context.segments() != null) {
            return output(Attention.causalWithin(context.segments(), heads.query(), key, value), samples);
        }
        if (context.cache() != null) {
            context.cache().fill(index, heads.key(), heads.value());
        }
        Tensor mask = context.mask();
        return output(Attention.scaledDotProduct(heads.query(), key, value, mask, mask == null), samples);
    }

    private Tensor attend(Tensor input, Step step, int index) {
        Heads heads = project(input, step.angles(), SampleRows.UNSEEDED);
        KeyValueCache cache = step.cache();
        cache.append(index, step.cacheSlots(), heads.key(), heads.value());
        Tensor attended =
                decode(step.rows().bySlots(heads.query()), cache.keys(index), cache.values(index), step.mask());
        return output(step.rows().byPlaces(attended), SampleRows.UNSEEDED);
    }

    private Tensor output(Tensor attended, SampleRows samples) { // [B, H, T, D] -> [B, T, width]
        return outputProjection.apply(
                attended.transpose(1, 2)
                        .reshape(attended.size(0), attended.size(2), (long) config.queryHeads() * config.headSize()),
                samples);
    }

    /** Behind the prompt: the query heads of a group become rows of one product, so that keys and values need no copies. */
    private Tensor decode(Tensor query, Tensor keys, Tensor values, @Nullable Tensor mask) {
        long batch = query.size(0);
        long tokens = query.size(2);
        Tensor grouped = query.reshape(batch, config.keyValueHeads(), groupSize() * tokens, config.headSize());
        return Attention.scaledDotProduct(grouped, keys, values, mask == null ? null : grouped(mask), false)
                .to(query.dtype())
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
