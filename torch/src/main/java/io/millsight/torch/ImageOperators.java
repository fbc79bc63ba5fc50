package io.millsight.torch;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.global.torch;

/** Pooling and resizing of images {@code [B, C, H, W]}. */
public final class ImageOperators {

    private static final long[] NO_DILATION = {1, 1};
    private static final boolean ROUND_DOWN = false;
    private static final boolean BETWEEN_CENTRES = false; // align_corners

    private ImageOperators() {}

    /** Returns the largest value of each square window. The padding holds minus infinity. */
    public static Tensor maxPool(Tensor image, int kernel, int stride, int padding) {
        return Tensor.of(() -> torch.max_pool2d(
                image.handle(),
                new long[] {kernel, kernel},
                new long[] {stride, stride},
                new long[] {padding, padding},
                NO_DILATION,
                ROUND_DOWN));
    }

    /** Resizes by taking the nearest pixel at or before each place. */
    public static Tensor resizeNearest(Tensor image, long height, long width) {
        return Tensor.of(() -> torch.upsample_nearest2d(
                image.handle(), size(height, width), new DoubleOptional(), new DoubleOptional()));
    }

    /** Resizes by linear interpolation between pixel centres, without a low-pass filter; float32. */
    public static Tensor resizeBilinear(Tensor image, long height, long width) {
        return Tensor.of(() -> torch.upsample_bilinear2d(
                image.handle(), size(height, width), BETWEEN_CENTRES, new DoubleOptional(), new DoubleOptional()));
    }

    /** The numbers stay in memory until the scope closes, not only until the reference is made. */
    private static LongArrayRef size(long height, long width) {
        return new LongArrayRef(new LongPointer(height, width), 2);
    }

    /** Returns the mean over height and width, which stay with size 1. */
    public static Tensor mean(Tensor image) {
        return image.mean(-1).mean(-2);
    }
}
