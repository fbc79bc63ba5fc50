package io.millsight.qwen.layer;

import io.millsight.torch.Tensor;

/** The feed-forward part of a block: down(silu(gate(x)) ⊙ up(x)), with {@code gate, up: D → I} and {@code down: I → D}. */
public record GatedMlp(Linear gate, Linear up, Linear down) {

    public static GatedMlp of(ModelWeights weights, String prefix) {
        return new GatedMlp(
                weights.linear(prefix + "gate_proj"),
                weights.linear(prefix + "up_proj"),
                weights.linear(prefix + "down_proj"));
    }

    public GatedMlp map(LinearMap map, String module) {
        return new GatedMlp(
                map.replace(module + "gate_proj", gate),
                map.replace(module + "up_proj", up),
                map.replace(module + "down_proj", down));
    }

    public Tensor apply(Tensor input, SampleRows samples) { // [..., D]
        return down.apply(gate.apply(input, samples).silu().times(up.apply(input, samples)), samples);
    }
}
