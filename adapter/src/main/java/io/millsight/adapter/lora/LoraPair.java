package io.millsight.adapter.lora;

import io.millsight.qwen.layer.DenseLinear;
import io.millsight.qwen.layer.Linear;
import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What corrects the weight W of one module: the two matrices of LoRA, which make it W + s · B A, and with DoRA the magnitudes of the rows. It owns
 * all.
 *
 * @param a {@code [r, in]}
 * @param b {@code [out, r]}
 * @param scaling s
 * @param magnitudes of the rows; null without DoRA
 */
record LoraPair(
        Tensor a, Tensor b, double scaling, @Nullable RowMagnitudes magnitudes) implements AutoCloseable {

    /** Returns a layer with the correction. */
    Linear on(Linear layer, Dropout dropout) {
        return magnitudes != null && layer instanceof DenseLinear dense
                ? new DoraLinear(dense, this, magnitudes, dropout)
                : new LoraLinear(layer, a, b, scaling, dropout);
    }

    /** Returns the corrected weight of a layer, which is in float32, in the current scope. */
    Tensor merged(DenseLinear layer) {
        Tensor correction = b.matmul(a).times(scaling);
        Tensor sum = layer.weight().plus(correction);
        return magnitudes == null
                ? sum
                : sum.times(magnitudes.factors(layer, a, b, scaling).unsqueeze(1));
    }

    /** Prepares for a change of the tensors. */
    void aboutToLearn() {
        if (magnitudes != null) {
            magnitudes.forget();
        }
    }

    @Override
    public void close() {
        a.close();
        b.close();
        if (magnitudes != null) {
            magnitudes.close();
        }
    }
}
