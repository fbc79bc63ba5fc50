package io.millsight.qwen.vision;

import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.RmsNorm;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.Tensor;

/** Turns each group of m² consecutive patches into one token of the language model: Linear(GELU(Linear(concatenated Norm(x)))). */
record VisionMerger(RmsNorm norm, Linear first, Linear second, int groupedWidth) {

    static VisionMerger of(ModelWeights weights, String prefix, VisionConfig config) {
        return new VisionMerger(
                weights.norm(prefix + "ln_q", VisionConfig.RMS_NORM_EPSILON),
                weights.linear(prefix + "mlp.0"),
                weights.linear(prefix + "mlp.2"),
                config.mergedSize());
    }

    VisionMerger map(LinearMap map, String module) {
        return new VisionMerger(
                norm, map.replace(module + "mlp.0", first), map.replace(module + "mlp.2", second), groupedWidth);
    }

    Tensor apply(Tensor hidden, SampleRows tokens) { // [S, E] -> [S / m², D]
        Tensor grouped = norm.apply(hidden).reshape(-1, groupedWidth);
        return second.apply(first.apply(grouped, tokens).gelu(), tokens);
    }
}
