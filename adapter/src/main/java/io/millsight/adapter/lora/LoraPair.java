package io.millsight.adapter.lora;

import io.millsight.qwen.layer.DenseLinear;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;

/**
 * The two matrices of one module, which correct its weight W to W + s · B A. It owns both.
 *
 * @param a {@code [r, in]}
 * @param b {@code [out, r]}
 * @param scaling s
 */
record LoraPair(Tensor a, Tensor b, double scaling) implements AutoCloseable {

    /** The number of parameters of both matrices. */
    long parameters() {
        return a.elements() + b.elements();
    }

    /** Returns the corrected weight of a layer, summed in float32, in the current scope. */
    Tensor merged(DenseLinear layer) {
        Tensor correction = b.matmul(a).times(scaling);
        return layer.weight().to(DType.FLOAT32).plus(correction);
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
