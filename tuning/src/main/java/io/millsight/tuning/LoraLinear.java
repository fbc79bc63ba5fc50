package io.millsight.tuning;

import io.millsight.qwen.Linear;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;

/**
 * A frozen layer with a low-rank correction: base(x) + scaling · B(A(dropout(x))). The correction is computed and added in the type of A and
 * B (float32, as PEFT keeps them), then cast to that of the base.
 *
 * @param base the layer it corrects
 * @param a {@code [r, in]}
 * @param b {@code [out, r]}
 * @param scaling s
 * @param dropout of the correction's input
 */
record LoraLinear(Linear base, Tensor a, Tensor b, double scaling, Dropout dropout) implements Linear {

    @Override
    public Tensor apply(Tensor input) { // [..., in] -> [..., out]
        return Scope.within(() -> {
            Tensor plain = base.apply(input);
            Tensor correction = dropout.apply(input.to(a.dtype()))
                    .linear(a, null)
                    .linear(b, null)
                    .times(scaling);
            return plain.to(correction.dtype()).plus(correction).to(plain.dtype());
        });
    }
}
