package io.millsight.torch;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution with square kernels. Its weight has the shape {@code [C', C / groups, K, K]}. The result has the memory format of the
 * input.
 *
 * <p>oneDNN's kernels for AVX-512, as this libtorch contains them, read memory that was never written where the number of channels is no multiple of
 * 16: in the backward pass of images that are not channels-last, and in pointwise convolutions. So every convolution is computed channels-last, and a
 * pointwise convolution is computed as a matrix product. {@code ConvolutionTest} compares both with float64.
 *
 * @param stride of the output, in pixels of the input
 * @param padding zeros at each edge of the input
 * @param groups into which the channels are divided; 1 for an ordinary convolution, C for a depthwise one
 */
public record Convolution(int stride, int padding, int groups) {

    private static final long[] NO_DILATION = {1, 1};

    /** oneDNN packs so many channels of the output together, and computes wrong values where fewer are left over. */
    private static final int PACKED_CHANNELS = 16;

    /** An ordinary convolution that keeps the size of the image where the stride is 1 and the kernel is odd. */
    public static Convolution same(int kernel, int stride) {
        return new Convolution(stride, kernel / 2, 1);
    }

    /**
     * Applies the convolution.
     *
     * @param image {@code [B, C, H, W]}
     * @param weight {@code [C', C / groups, K, K]}, plain or {@link #packed}
     * @param bias {@code [C']}; null for none
     * @return {@code [B, C', H', W']}
     */
    public Tensor apply(Tensor image, Tensor weight, @Nullable Tensor bias) {
        Tensor pixels = image.channelsLast();
        Tensor result;
        if (weight.handle().is_mkldnn()) {
            result = Packed.convolved(this, pixels, weight, bias);
        } else {
            result = isPointwise(weight) ? product(pixels, weight, bias) : convolved(pixels, weight, bias);
        }
        return image.isChannelsLast() ? result : result.contiguous();
    }

    /**
     * Returns a weight in the order in which oneDNN's kernels read it. Otherwise they bring it into this order at every call, which takes as
     * long as the convolution itself where the weight is large and the image small.
     *
     * @param weight {@code [C', C / groups, K, K]}
     * @return a weight for {@link #apply} without gradients and outside autocast, on images of any size; the given one where no such order is of use
     */
    public Tensor packed(Tensor weight) {
        if (groups != 1
                || isPointwise(weight)
                || weight.size(0) % PACKED_CHANNELS != 0
                || !weight.device().equals(Device.CPU)
                || !torch.hasMKLDNN()) {
            return weight;
        }
        return Tensor.of(() -> torch.mkldnn_reorder_conv2d_weight(
                weight.handle().to_mkldnn(), sides(padding), sides(stride), NO_DILATION, groups));
    }

    private static long[] sides(int both) {
        return new long[] {both, both};
    }

    /** Looked up where oneDNN is there, not before. */
    private static final class Packed {

        private static final Operator POINTWISE = Operator.named("mkldnn::_convolution_pointwise");

        static Tensor convolved(Convolution convolution, Tensor pixels, Tensor weight, @Nullable Tensor bias) {
            return POINTWISE.call(
                    pixels,
                    weight,
                    bias,
                    sides(convolution.padding),
                    sides(convolution.stride),
                    NO_DILATION,
                    (long) convolution.groups,
                    "none",
                    List.of(),
                    "");
        }
    }

    private boolean isPointwise(Tensor weight) {
        return padding == 0 && groups == 1 && weight.size(2) == 1 && weight.size(3) == 1;
    }

    private Tensor product(Tensor pixels, Tensor weight, @Nullable Tensor bias) {
        return every(every(pixels.permute(0, 2, 3, 1), 1), 2)
                .linear(weight.reshape(weight.size(0), weight.size(1)), bias)
                .permute(0, 3, 1, 2);
    }

    /** Returns the indices of a dimension that a pointwise convolution with a stride reads. */
    private Tensor every(Tensor pixels, int dimension) {
        return stride == 1
                ? pixels
                : Tensor.of(() -> pixels.handle().slice(dimension, new LongOptional(), new LongOptional(), stride));
    }

    /** Depthwise convolutions are computed in float32: in bfloat16, their gradient is wrong for some numbers of channels. */
    private Tensor convolved(Tensor pixels, Tensor weight, @Nullable Tensor bias) {
        if (groups == 1) {
            return called(pixels, weight, bias);
        }
        try (Autocast none = Autocast.open(pixels.device(), DType.FLOAT32)) {
            return called(pixels.dtype() == weight.dtype() ? pixels : pixels.to(weight.dtype()), weight, bias);
        }
    }

    private Tensor called(Tensor pixels, Tensor weight, @Nullable Tensor bias) {
        return Tensor.of(() -> torch.conv2d(
                pixels.handle(),
                weight.handle(),
                bias == null ? new TensorOptional() : new TensorOptional(bias.handle()),
                sides(stride),
                sides(padding),
                NO_DILATION,
                groups));
    }
}
