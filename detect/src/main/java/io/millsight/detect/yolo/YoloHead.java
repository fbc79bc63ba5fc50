package io.millsight.detect.yolo;

import io.millsight.detect.net.Activation;
import io.millsight.detect.net.BiasedConv;
import io.millsight.detect.net.Initial;
import io.millsight.detect.net.WeightSource;
import io.millsight.torch.Convolution;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The head: for each grid, a 1×1 convolution between a learned offset of its input and a learned factor of its output ("implicit knowledge").
 *
 * @param levels by grid, the finest first
 * @param anchors in pixels, {@code [grid][anchor][width, height]}
 * @param attributes numbers for an anchor
 */
@SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
record YoloHead(List<Level> levels, float[][][] anchors, int attributes) {

    private static final Convolution POINTWISE = new Convolution(1, 0, 1);
    private static final double IMPLICIT_DEVIATION = 0.02;
    private static final double EXPECTED_OBJECTS = 8; // in an image of 640 pixels
    private static final double EXPECTED_SIZE = 640;
    private static final double EXPECTED_TYPES = 0.6;

    /**
     * One grid.
     *
     * @param weight {@code [3 · attributes, C, 1, 1]}
     * @param bias {@code [3 · attributes]}
     * @param offset {@code [1, C, 1, 1]}; null if it is folded into the bias
     * @param factor {@code [1, 3 · attributes, 1, 1]}; null if it is folded into weight and bias
     */
    record Level(
            Tensor weight,
            Tensor bias,
            @Nullable Tensor offset,
            @Nullable Tensor factor) {

        Tensor apply(Tensor image) {
            Tensor result = POINTWISE.apply(offset == null ? image : image.plus(offset), weight, bias);
            return factor == null ? result : result.times(factor);
        }

        Level fused(UnaryOperator<BiasedConv> keep) {
            if (offset == null || factor == null) {
                return this;
            }
            long outputs = weight.size(0);
            Tensor matrix = weight.reshape(outputs, -1);
            Tensor scale = factor.reshape(outputs);
            Tensor moved = bias.plus(matrix.matmul(offset.reshape(-1, 1)).reshape(outputs));
            BiasedConv kept = keep.apply(new BiasedConv(
                    POINTWISE, weight.times(scale.reshape(outputs, 1, 1, 1)), moved.times(scale), Activation.NONE));
            return new Level(kept.weight(), kept.bias(), null, null);
        }
    }

    /**
     * Builds the head. Its anchors are those of the source, which may differ from those of the configuration.
     *
     * @param name {@code model.<place>}
     * @param channels of its inputs, by grid
     */
    static YoloHead build(WeightSource source, String name, YoloConfig config, List<Integer> channels) {
        int attributes = config.attributes();
        int outputs = YoloConfig.ANCHORS * attributes;
        List<Level> levels = new ArrayList<>();
        for (int level = 0; level < channels.size(); level++) {
            int in = channels.get(level);
            levels.add(new Level(
                    source.parameter(name + ".m." + level + ".weight", Initial.fanIn(in), outputs, in, 1, 1),
                    source.parameter(
                            name + ".m." + level + ".bias",
                            new Initial.Shifted(Initial.fanIn(in), expectation(config, level)),
                            outputs),
                    source.parameter(
                            name + ".ia." + level + ".implicit",
                            new Initial.Normal(0, IMPLICIT_DEVIATION),
                            1,
                            in,
                            1,
                            1),
                    source.parameter(
                            name + ".im." + level + ".implicit",
                            new Initial.Normal(1, IMPLICIT_DEVIATION),
                            1,
                            outputs,
                            1,
                            1)));
        }
        int grids = channels.size();
        Tensor cells =
                source.buffer(name + ".anchors", new Initial.Values(sides(config, true)), grids, YoloConfig.ANCHORS, 2);
        source.buffer(
                name + ".anchor_grid", new Initial.Values(sides(config, false)), grids, 1, YoloConfig.ANCHORS, 1, 1, 2);
        return new YoloHead(levels, pixels(cells.toFloats()), attributes);
    }

    /** What the bias adds, so that a fresh network expects few objects and no certain type. */
    private static float[] expectation(YoloConfig config, int level) {
        double cells = EXPECTED_SIZE / YoloConfig.STRIDES.get(level);
        float objectness = (float) Math.log(EXPECTED_OBJECTS / (cells * cells));
        float type = (float) Math.log(EXPECTED_TYPES / (config.types() - 0.99));
        float[] shift = new float[YoloConfig.ANCHORS * config.attributes()];
        for (int i = 0; i < shift.length; i++) {
            int attribute = i % config.attributes();
            shift[i] = attribute < 4 ? 0 : attribute == 4 ? objectness : type;
        }
        return shift;
    }

    private static float[] sides(YoloConfig config, boolean inCells) {
        float[] sides = new float[YoloConfig.STRIDES.size() * YoloConfig.ANCHORS * 2];
        int place = 0;
        for (int level = 0; level < YoloConfig.STRIDES.size(); level++) {
            double unit = inCells ? YoloConfig.STRIDES.get(level) : 1;
            for (YoloConfig.Anchor anchor : config.anchors().get(level)) {
                sides[place++] = (float) (anchor.width() / unit);
                sides[place++] = (float) (anchor.height() / unit);
            }
        }
        return sides;
    }

    private static float[][][] pixels(float[] cells) {
        float[][][] pixels = new float[YoloConfig.STRIDES.size()][YoloConfig.ANCHORS][2];
        int place = 0;
        for (int level = 0; level < pixels.length; level++) {
            for (float[] anchor : pixels[level]) {
                anchor[0] = cells[place++] * YoloConfig.STRIDES.get(level);
                anchor[1] = cells[place++] * YoloConfig.STRIDES.get(level);
            }
        }
        return pixels;
    }

    /** Returns the logits of each grid, float32 {@code [B, 3, H, W, attributes]}. */
    List<Tensor> apply(List<Tensor> features) {
        List<Tensor> logits = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            Tensor output = levels.get(level).apply(features.get(level));
            long[] shape = output.shape();
            logits.add(output.to(DType.FLOAT32)
                    .reshape(shape[0], YoloConfig.ANCHORS, attributes, shape[2], shape[3])
                    .permute(0, 1, 3, 4, 2)
                    .contiguous());
        }
        return logits;
    }

    /**
     * Returns the same function for detection.
     *
     * @param keep turns a new convolution into the one that the result holds
     */
    YoloHead fused(UnaryOperator<BiasedConv> keep) {
        return new YoloHead(levels.stream().map(level -> level.fused(keep)).toList(), anchors, attributes);
    }
}
