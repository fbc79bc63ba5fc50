package io.millsight.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The weight of a linear layer in int8, symmetric, with one scale for each output channel: weight ≈ values ⊙ scales. O outputs, I inputs.
 *
 * @param values {@code [O, I]}, int8 from −127 to 127
 * @param scales {@code [O, 1]}, float32
 */
public record Int8Weight(Tensor values, Tensor scales) {

    /** The largest absolute value. */
    static final int LARGEST = 127;

    /** The scale of a channel that is zero everywhere, and a lower bound for others, so that no division yields infinity. */
    private static final double SMALLEST_SCALE = 1e-30;

    /** 2 MB in float32, which stay in the cache; with 64 MB, most of the time goes into fresh pages for intermediate results. */
    private static final long ELEMENTS_AT_ONCE = 512L << 10;

    /**
     * Rounds a weight to int8. The result belongs to the current scope, or to the caller if there is none.
     *
     * @param weight {@code [O, I]}, finite
     */
    public static Int8Weight of(Tensor weight) {
        long rows = weight.size(0);
        long width = weight.size(1);
        Tensor values = Tensor.zeros(DType.INT8, Device.CPU, rows, width);
        Tensor scales = Tensor.zeros(DType.FLOAT32, Device.CPU, rows, 1);
        long chunk = Math.max(1, ELEMENTS_AT_ONCE / width);
        for (long row = 0; row < rows; row += chunk) {
            try (Scope scope = Scope.open()) {
                long count = Math.min(chunk, rows - row);
                Tensor wide = weight.narrow(0, row, count).to(DType.FLOAT32);
                Tensor scale = largest(wide).dividedBy(LARGEST).atLeast(SMALLEST_SCALE);
                values.narrow(0, row, count).copyFrom(rounded(wide.dividedBy(scale)));
                scales.narrow(0, row, count).copyFrom(scale);
            }
        }
        return new Int8Weight(values, scales);
    }

    /** Returns the largest absolute value along the last dimension, which stays with size 1. */
    static Tensor largest(Tensor wide) {
        return Tensor.of(() -> torch.amax(wide.handle().abs(), new long[] {-1}, true));
    }

    private static Tensor rounded(Tensor ratio) {
        return Tensor.of(() -> ratio.handle()
                .round()
                .clamp(new ScalarOptional(new Scalar(-LARGEST)), new ScalarOptional(new Scalar(LARGEST))));
    }

    /** Returns the weight that the numbers stand for, in float32. */
    public Tensor toFloat32() {
        return values.to(DType.FLOAT32).times(scales);
    }
}
