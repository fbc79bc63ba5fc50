package io.millsight.torch;

import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer in bfloat16 or float32 whose weight is in the order in which oneDNN's kernels read it. Otherwise they bring it into this order at
 * every call, which takes as long as the product itself where there are few rows; and in float32 libtorch takes OpenBLAS, which reads a large weight
 * for one row at a third of the memory's speed. Without gradients.
 *
 * @param weight opaque; the layer owns it, and its bias, until it is closed
 * @param bias {@code [O]}; null for none
 */
public record PackedLinear(Tensor weight, @Nullable Tensor bias) implements AutoCloseable {

    /** The operators, looked up where oneDNN is there, not before. */
    private static final class Kernels {

        private static final Operator REORDER = Operator.named("mkldnn::_reorder_linear_weight");
        private static final Operator LINEAR = Operator.named("mkldnn::_linear_pointwise");
    }

    /** Returns whether weights of a type can be packed for a device: float32, and bfloat16 where the processor computes it natively. */
    public static boolean suits(Device device, DType dtype) {
        Libtorch.require();
        return device.kind() == Device.Kind.CPU
                && (dtype == DType.FLOAT32 || (dtype == DType.BFLOAT16 && device.computesBfloat16()))
                && torch.hasMKLDNN();
    }

    /**
     * Copies a weight into the order of the kernel.
     *
     * @param weight {@code [O, I]}, which is not needed any more
     * @param bias {@code [O]} in the type of the weight; null for none
     */
    public static PackedLinear of(Tensor weight, @Nullable Tensor bias) {
        try (Scope scope = Scope.open()) {
            Tensor packed = Kernels.REORDER.call(weight, null).retain();
            return new PackedLinear(packed, bias == null ? null : bias.copy().retain());
        }
    }

    /** Maps {@code [..., I]} to {@code [..., O]}, both in the type of the weight. */
    public Tensor apply(Tensor input) {
        return Kernels.LINEAR.call(input, weight, bias, "none", List.of(), "");
    }

    @Override
    public void close() {
        weight.close();
        if (bias != null) {
            bias.close();
        }
    }
}
