package io.millsight.torch;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The random part of dropout (Srivastava et al. 2014): sets elements to zero and leaves the scaling of the others to the caller. */
public final class DropoutMask {

    /** Sixteen random bits per element: one drawn int64 serves this many elements. */
    private static final int ELEMENTS_PER_DRAW = Long.SIZE / Short.SIZE;

    private DropoutMask() {}

    /**
     * Returns a copy in which each element is zero with a probability. Sixteen bits are drawn per element, which takes a third of the time of
     * libtorch's own dropout.
     *
     * @param probability of a zero, in steps of 2⁻¹⁶
     * @param generator of the input's device
     */
    public static Tensor apply(Tensor input, double probability, RandomGenerator generator) {
        return Scope.within(() -> {
            long elements = input.elements();
            long draws = (elements + ELEMENTS_PER_DRAW - 1) / ELEMENTS_PER_DRAW;
            long threshold = Math.round(probability * (1 << Short.SIZE)) + Short.MIN_VALUE;
            Tensor bits = Tensor.of(() -> {
                TensorOptions options = Tensor.options(DType.INT64, input.device());
                return torch.empty(new long[] {draws}, options, null)
                        .random_(Long.MIN_VALUE, new LongOptional(), generator.handle());
            });
            return Tensor.of(() -> input.handle()
                    .masked_fill(
                            bits.handle()
                                    .view(torch.ScalarType.Short)
                                    .narrow(0, 0, elements)
                                    .lt(new Scalar(threshold))
                                    .view(input.shape()),
                            new Scalar(0)));
        });
    }
}
