package io.millsight.qwen.layer;

import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;

/**
 * Root-mean-square normalisation of the last axis: weight ⊙ (x / √(mean(x²) + ε)), computed in float32 and cast back before the weight.
 *
 * @param weight {@code [D]}
 * @param epsilon ε
 */
public record RmsNorm(Tensor weight, double epsilon) {

    public Tensor apply(Tensor input) { // [..., D]
        return Scope.within(() -> {
            Tensor wide = input.to(DType.FLOAT32);
            Tensor scale = wide.squared().mean(-1).plus(epsilon).rsqrt(); // [..., 1]
            return weight.times(wide.times(scale).to(input.dtype()));
        });
    }
}
