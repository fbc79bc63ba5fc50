package io.millsight.qwen.vision;

import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.layer.GatedMlp;
import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.RmsNorm;
import io.millsight.qwen.layer.RotaryAngles;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;

/** One block of the vision tower: x += Attention(Norm(x)); x += Mlp(Norm(x)). E is the width, H the number of heads. */
record VisionBlock(RmsNorm norm1, Linear qkv, Linear proj, RmsNorm norm2, GatedMlp mlp, int heads) {

    static VisionBlock of(ModelWeights weights, String prefix, VisionConfig config) {
        return new VisionBlock(
                weights.norm(prefix + "norm1", VisionConfig.RMS_NORM_EPSILON),
                weights.linear(prefix + "attn.qkv"),
                weights.linear(prefix + "attn.proj"),
                weights.norm(prefix + "norm2", VisionConfig.RMS_NORM_EPSILON),
                GatedMlp.of(weights, prefix + "mlp."),
                config.heads());
    }

    VisionBlock map(LinearMap map, String module) {
        return new VisionBlock(
                norm1,
                map.replace(module + "attn.qkv", qkv),
                map.replace(module + "attn.proj", proj),
                norm2,
                mlp.map(map, module + "mlp."),
                heads);
    }

    /** Runs the block on {@code [S, E]}; the angles are {@code [S, 1, E / H]} in float32. */
    Tensor forward(Tensor hidden, RotaryAngles angles, SegmentedAttention attention, SampleRows images) {
        return Scope.within(() -> {
            Tensor attended = hidden.plus(Scope.within(() -> attend(norm1.apply(hidden), angles, attention, images)));
            return attended.plus(mlp.apply(norm2.apply(attended), images));
        });
    }

    private Tensor attend(Tensor input, RotaryAngles angles, SegmentedAttention attention, SampleRows images) {
        long patches = input.size(0);
        Tensor projected =
                qkv.apply(input, images).reshape(patches, 3, heads, -1); // [S, 3, H, D]: all q, then all k, then all v
        Tensor query = rotate(projected.select(1, 0), angles);
        Tensor key = rotate(projected.select(1, 1), angles);
        return proj.apply(attention.apply(query, key, projected.select(1, 2)), images);
    }

    private static Tensor rotate(Tensor heads, RotaryAngles angles) { // in float32, unlike the language model
        return angles.rotate(heads.to(DType.FLOAT32)).to(heads.dtype());
    }
}
