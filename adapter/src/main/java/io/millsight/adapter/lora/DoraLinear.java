package io.millsight.adapter.lora;

import io.millsight.qwen.layer.DenseLinear;
import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;

/**
 * A frozen layer with a correction of its directions and its magnitudes (DoRA, Liu et al. 2024): diag(m / ‖V‖) · V x + bias with V = W + s · B A.
 *
 * <p>With dropout, PEFT adds what the correction changes on the dropped input d to the layer's own result: W x + bias + (m / ‖V‖ − 1) · W d + m /
 * ‖V‖ · s · B A d. The types are those of {@link LoraLinear}; the factors m / ‖V‖ are near 1 and are applied in float32.
 *
 * @param base the layer that it corrects
 * @param pair the correction, with magnitudes
 * @param magnitudes of the pair
 * @param dropout of the correction's input
 */
record DoraLinear(DenseLinear base, LoraPair pair, RowMagnitudes magnitudes, Dropout dropout) implements Linear {

    @Override
    public Tensor apply(Tensor input, SampleRows samples) { // [..., in] -> [..., out]
        return Scope.within(() -> {
            Tensor weight = base.weight(); // [out, in]
            DType type = input.dtype() == DType.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32;
            Tensor rows = input.reshape(-1, weight.size(1)); // [N, in]
            Tensor corrected = (dropout.drops() ? dropped(rows, type, samples) : whole(rows, type)).to(input.dtype());
            long[] shape = input.shape();
            shape[shape.length - 1] = weight.size(0);
            return corrected.reshape(shape);
        });
    }

    private Tensor whole(Tensor rows, DType type) {
        Tensor directed = rows.linear(base.weight(), null) // [N, out]
                .to(type)
                .plusMatmul(reduced(rows.to(type)), wide(type), pair.scaling())
                .times(factors());
        Tensor bias = base.bias();
        return bias == null ? directed : directed.plus(bias);
    }

    private Tensor dropped(Tensor rows, DType type, SampleRows samples) {
        Tensor kept = dropout.apply(rows, samples);
        Tensor factors = factors();
        Tensor again = kept.linear(base.weight(), null); // [N, out]
        Tensor correction = reduced(kept.to(type)).matmul(wide(type)); // [N, out]
        return again.times(factors.plus(-1))
                .plus(correction.times(factors.times(pair.scaling())))
                .times(dropout.factor())
                .plus(base.apply(rows));
    }

    private Tensor factors() {
        return dropout.isActive()
                ? magnitudes.factors(base, pair.a(), pair.b(), pair.scaling())
                : magnitudes.remembered(base, pair.a(), pair.b(), pair.scaling());
    }

    private Tensor reduced(Tensor rows) { // [N, in] -> [N, r]
        return rows.linear(pair.a().to(rows.dtype()), null);
    }

    private Tensor wide(DType type) { // Bᵀ, [r, out]
        return pair.b().to(type).transpose(0, 1);
    }
}
