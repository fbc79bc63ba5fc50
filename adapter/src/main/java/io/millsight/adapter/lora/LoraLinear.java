package io.millsight.adapter.lora;

import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;

/**
 * A frozen layer with a low-rank correction: base(x) + scaling · B(A(dropout(x))).
 *
 * <p>A and B are kept in float32. On a base in bfloat16 the correction is computed in bfloat16, as under PyTorch's autocast, and added before it is
 * rounded. PEFT without autocast casts x to float32 instead, which keeps up to 8 bytes per element of x until the backward pass and makes two slow
 * products of fast ones. Otherwise the correction is computed and added in float32, as by PEFT.
 *
 * @param base the layer it corrects
 * @param a {@code [r, in]}
 * @param b {@code [out, r]}
 * @param scaling s
 * @param dropout of the correction's input
 */
record LoraLinear(Linear base, Tensor a, Tensor b, double scaling, Dropout dropout) implements Linear {

    @Override
    public Tensor apply(Tensor input, SampleRows samples) { // [..., in] -> [..., out]
        return Scope.within(() -> {
            Tensor rows = input.reshape(-1, a.size(1)); // [N, in]
            Tensor plain = base.apply(rows); // [N, out]
            DType type = input.dtype() == DType.BFLOAT16 ? DType.BFLOAT16 : a.dtype();
            Tensor reduced = dropout.apply(rows.to(type), samples).linear(a.to(type), null); // [N, r]
            long[] shape = input.shape();
            shape[shape.length - 1] = b.size(0);
            return plain.to(type)
                    .plusMatmulInPlace(reduced, b.to(type).transpose(0, 1), scaling * dropout.factor())
                    .to(plain.dtype())
                    .reshape(shape);
        });
    }
}
