package io.millsight.detect.net;

import io.millsight.detect.net.ConvNorm.Shape;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MobileNetV3-Large without its classifier (Howard et al. 2019, table 1), with torchvision's names. It returns two feature maps of stride 32: before
 * and after the last residual blocks.
 *
 * @param first layer, of stride 2
 * @param last layer, pointwise
 */
public record MobileNetV3(ConvNorm first, List<Block> blocks, ConvNorm last, List<Integer> channels)
        implements Backbone {

    private static final int CHANNEL_UNIT = 8;
    private static final int STEM_CHANNELS = 16;
    private static final int REDUCTION = 4; // of the channels inside a squeeze-and-excitation
    private static final int LAST_EXPANSION = 6;
    private static final int MIDDLE_MAP = 13; // the first layer of stride 32

    /** The layers at which a stage begins, counted for {@link Config#trained}. */
    private static final List<Integer> STAGE_STARTS = List.of(0, 2, 4, 7, 13, 16);

    private static final List<Row> TABLE = List.of(
            new Row(3, 16, 16, false, false, 1),
            new Row(3, 64, 24, false, false, 2),
            new Row(3, 72, 24, false, false, 1),
            new Row(5, 72, 40, true, false, 2),
            new Row(5, 120, 40, true, false, 1),
            new Row(5, 120, 40, true, false, 1),
            new Row(3, 240, 80, false, true, 2),
            new Row(3, 200, 80, false, true, 1),
            new Row(3, 184, 80, false, true, 1),
            new Row(3, 184, 80, false, true, 1),
            new Row(3, 480, 112, true, true, 1),
            new Row(3, 672, 112, true, true, 1),
            new Row(5, 672, 160, true, true, 2),
            new Row(5, 960, 160, true, true, 1),
            new Row(5, 960, 160, true, true, 1));

    private record Row(int kernel, int expanded, int out, boolean squeeze, boolean hardSwish, int stride) {}

    /**
     * What a network looks like.
     *
     * @param width factor of all channels; 1 in the published network
     * @param trained how many of six stages training changes, from the coarsest
     */
    public record Config(double width, Norms norms, int trained) {}

    /**
     * Weighs channels by what the image holds as a whole (Hu et al. 2018).
     *
     * @param reduce to fewer channels
     * @param expand back to all channels
     */
    public record SqueezeExcitation(BiasedConv reduce, BiasedConv expand) {

        Tensor apply(Tensor image, Phase phase) {
            Tensor squeezed = reduce.apply(ImageOperators.mean(image), phase);
            return image.times(expand.apply(squeezed, phase).hardSigmoid());
        }
    }

    /**
     * An inverted residual.
     *
     * @param expand to more channels; null where there are no more
     * @param filter depthwise
     * @param residual whether the input is added
     */
    public record Block(
            @Nullable ConvNorm expand,
            ConvNorm filter,
            @Nullable SqueezeExcitation squeeze,
            ConvNorm project,
            boolean residual) {

        Tensor apply(Tensor image, Phase phase) {
            Tensor value = expand == null ? image : expand.apply(image, phase);
            value = filter.apply(value, phase);
            value = squeeze == null ? value : squeeze.apply(value, phase);
            value = project.apply(value, phase);
            return residual ? image.plus(value) : value;
        }
    }

    public MobileNetV3 {
        blocks = List.copyOf(blocks);
        channels = List.copyOf(channels);
    }

    /**
     * Builds a network.
     *
     * @param prefix of all names, with its dot at the end; the number of a layer follows
     */
    public static MobileNetV3 build(WeightSource source, String prefix, Config config) {
        int firstTrained =
                config.trained == 0 ? Integer.MAX_VALUE : STAGE_STARTS.get(STAGE_STARTS.size() - config.trained);
        int in = channels(STEM_CHANNELS, config);
        ConvNorm first = new Builder(0 >= firstTrained ? source : source.fixed(), config)
                .layer(prefix + "0", Shape.of(3, in, 3, 2))
                .with(Activation.HARD_SWISH);
        List<Block> blocks = new ArrayList<>();
        for (int layer = 1; layer <= TABLE.size(); layer++) {
            Row row = TABLE.get(layer - 1);
            Builder builder = new Builder(layer >= firstTrained ? source : source.fixed(), config);
            blocks.add(builder.block(prefix + layer + ".block.", in, row));
            in = channels(row.out, config);
        }
        int out = LAST_EXPANSION * in;
        int lastLayer = TABLE.size() + 1;
        ConvNorm last = new Builder(lastLayer >= firstTrained ? source : source.fixed(), config)
                .layer(prefix + lastLayer, Shape.of(in, out, 1, 1))
                .with(Activation.HARD_SWISH);
        return new MobileNetV3(first, blocks, last, List.of(in, out));
    }

    private record Builder(WeightSource source, Config config) {

        Block block(String name, int in, Row row) {
            int expanded = channels(row.expanded, config);
            int out = channels(row.out, config);
            Activation activation = row.hardSwish ? Activation.HARD_SWISH : Activation.RELU;
            int part = 0;
            ConvNorm expand = null;
            if (expanded != in) {
                expand = layer(name + part++, Shape.of(in, expanded, 1, 1)).with(activation);
            }
            ConvNorm filter = layer(name + part++, new Shape(expanded, expanded, row.kernel, row.stride, expanded))
                    .with(activation);
            SqueezeExcitation squeeze = row.squeeze ? squeeze(name + part++, expanded) : null;
            ConvNorm project = layer(name + part, Shape.of(expanded, out, 1, 1));
            return new Block(expand, filter, squeeze, project, row.stride == 1 && in == out);
        }

        private SqueezeExcitation squeeze(String name, int channels) {
            int reduced = channels / REDUCTION;
            Shape reduce = Shape.of(channels, wholeUnits(reduced), 1, 1);
            Shape expand = Shape.of(reduce.out(), channels, 1, 1);
            return new SqueezeExcitation(
                    BiasedConv.build(source, name + ".fc1", reduce, Initial.fanOut(reduce))
                            .with(Activation.RELU),
                    BiasedConv.build(source, name + ".fc2", expand, Initial.fanOut(expand)));
        }

        ConvNorm layer(String name, Shape shape) {
            return ConvNorm.build(
                    source,
                    name + ".0",
                    shape,
                    Initial.fanOut(shape),
                    config.norms.build(source, name + ".1", shape.out()));
        }
    }

    private static int channels(int published, Config config) {
        return wholeUnits(published * config.width);
    }

    /** Rounds to a multiple of 8, never by more than a tenth downwards. */
    private static int wholeUnits(double channels) {
        int rounded = Math.max(CHANNEL_UNIT, (int) (channels + CHANNEL_UNIT / 2.0) / CHANNEL_UNIT * CHANNEL_UNIT);
        return rounded < 0.9 * channels ? rounded + CHANNEL_UNIT : rounded;
    }

    @Override
    public List<Tensor> apply(Tensor images, Phase phase) {
        Tensor value = Scope.within(() -> first.apply(images, phase));
        List<Tensor> maps = new ArrayList<>();
        for (int layer = 1; layer <= blocks.size(); layer++) {
            Tensor input = value;
            Block block = blocks.get(layer - 1);
            value = Scope.within(() -> block.apply(input, phase));
            if (layer == MIDDLE_MAP) {
                maps.add(value); // [B, 160, H/32, W/32]
            }
        }
        maps.add(last.apply(value, phase)); // [B, 960, H/32, W/32]
        return maps;
    }
}
