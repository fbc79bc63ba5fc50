package io.millsight.qwen.layer;

import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The plain layer: input · weightᵀ + bias.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}, or null for none
 */
public record DenseLinear(Tensor weight, @Nullable Tensor bias) implements Linear {

    @Override
    public Tensor apply(Tensor input, SampleRows samples) {
        return input.linear(weight, bias);
    }
}
