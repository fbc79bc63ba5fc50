package io.millsight.torch;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution with square kernels. Its weight has the shape {@code [C', C / groups, K, K]}.
 *
 * @param stride of the output, in pixels of the input
 * @param padding zeros at each edge of the input
 * @param groups into which the channels are divided; 1 for an ordinary convolution, C for a depthwise one
 */
public record Convolution(int stride, int padding, int groups) {

    private static final long[] NO_DILATION = {1, 1};

    /** An ordinary convolution that keeps the size of the image where the stride is 1 and the kernel is odd. */
    public static Convolution same(int kernel, int stride) {
        return new Convolution(stride, kernel / 2, 1);
    }

    /**
     * Applies the convolution.
     *
     * @param image {@code [B, C, H, W]}
     * @param weight {@code [C', C / groups, K, K]}
     * @param bias {@code [C']}; null for none
     * @return {@code [B, C', H', W']}
     */
    public Tensor apply(Tensor image, Tensor weight, @Nullable Tensor bias) {
        return Tensor.of(() -> torch.conv2d(
                image.handle(),
                weight.handle(),
                bias == null ? new TensorOptional() : new TensorOptional(bias.handle()),
                new long[] {stride, stride},
                new long[] {padding, padding},
                NO_DILATION,
                groups));
    }
}
