package io.millsight.detect.net;

import io.millsight.detect.net.ConvNorm.Shape;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ResNet without its classifier (He et al. 2016), with the stride of a bottleneck in its 3×3 convolution and with torchvision's names.
 *
 * @param stem of stride 2; a pooling of stride 2 follows
 * @param stages of the strides 4, 8, 16 and 32
 */
public record ResNet(ConvNorm stem, List<List<Block>> stages, List<Integer> channels) implements Backbone {

    private static final int BOTTLENECK_EXPANSION = 4;
    private static final int STAGES = 4;

    /** How many layers a network has. */
    public enum Depth {
        /** 18 layers: two blocks of two 3×3 convolutions in each stage. */
        LAYERS_18(false, List.of(2, 2, 2, 2)),
        /** 50 layers: 3, 4, 6 and 3 bottlenecks. */
        LAYERS_50(true, List.of(3, 4, 6, 3));

        private final boolean bottleneck;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Integer> blocks;

        Depth(boolean bottleneck, List<Integer> blocks) {
            this.bottleneck = bottleneck;
            this.blocks = blocks;
        }
    }

    /**
     * What a network looks like.
     *
     * @param width channels of the stem; 64 in the published networks
     * @param trained how many of five stages training changes, from the coarsest; the stem is the fifth
     */
    public record Config(Depth depth, int width, Norms norms, int trained) {}

    /**
     * Layers whose result is added to their input.
     *
     * @param shortcut changes size and channels of the input where the path changes them
     */
    public record Block(List<ConvNorm> path, @Nullable ConvNorm shortcut) {

        Tensor apply(Tensor image, Phase phase) {
            Tensor value = image;
            for (ConvNorm layer : path) {
                value = layer.apply(value, phase);
            }
            return value.plus(shortcut == null ? image : shortcut.apply(image, phase))
                    .reluInPlace();
        }
    }

    public ResNet {
        stages = List.copyOf(stages);
        channels = List.copyOf(channels);
    }

    /**
     * Builds a network.
     *
     * @param prefix of all names, with its dot at the end
     */
    public static ResNet build(WeightSource source, String prefix, Config config) {
        WeightSource ofStem = config.trained > STAGES ? source : source.fixed();
        ConvNorm stem = new Builder(ofStem, config)
                .layer(prefix + "conv1", prefix + "bn1", Shape.of(3, config.width, 7, 2))
                .with(Activation.RELU);
        List<List<Block>> stages = new ArrayList<>();
        List<Integer> channels = new ArrayList<>();
        int in = config.width;
        for (int stage = 0; stage < STAGES; stage++) {
            Builder builder = new Builder(stage >= STAGES - config.trained ? source : source.fixed(), config);
            int planes = config.width << stage;
            List<Block> blocks = new ArrayList<>();
            for (int block = 0; block < config.depth.blocks.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                String name = prefix + "layer" + (stage + 1) + "." + block + ".";
                blocks.add(builder.block(name, in, planes, stride));
                in = config.depth.bottleneck ? planes * BOTTLENECK_EXPANSION : planes;
            }
            stages.add(blocks);
            channels.add(in);
        }
        return new ResNet(stem, stages, channels);
    }

    private record Builder(WeightSource source, Config config) {

        Block block(String name, int in, int planes, int stride) {
            List<Shape> shapes = config.depth.bottleneck
                    ? List.of(
                            Shape.of(in, planes, 1, 1),
                            Shape.of(planes, planes, 3, stride),
                            Shape.of(planes, planes * BOTTLENECK_EXPANSION, 1, 1))
                    : List.of(Shape.of(in, planes, 3, stride), Shape.of(planes, planes, 3, 1));
            List<ConvNorm> path = new ArrayList<>();
            for (int i = 0; i < shapes.size(); i++) {
                ConvNorm layer = layer(name + "conv" + (i + 1), name + "bn" + (i + 1), shapes.get(i));
                path.add(i < shapes.size() - 1 ? layer.with(Activation.RELU) : layer);
            }
            int out = shapes.get(shapes.size() - 1).out();
            ConvNorm shortcut = stride == 1 && in == out
                    ? null
                    : layer(name + "downsample.0", name + "downsample.1", Shape.of(in, out, 1, stride));
            return new Block(List.copyOf(path), shortcut);
        }

        ConvNorm layer(String convolution, String norm, Shape shape) {
            return ConvNorm.build(
                    source, convolution, shape, Initial.fanOut(shape), config.norms.build(source, norm, shape.out()));
        }
    }

    @Override
    public List<Tensor> apply(Tensor images, Phase phase) {
        List<Tensor> maps = new ArrayList<>();
        Tensor value = Scope.within(() -> ImageOperators.maxPool(stem.apply(images, phase), 3, 2, 1));
        for (List<Block> blocks : stages) {
            for (Block block : blocks) {
                Tensor input = value;
                value = Scope.within(() -> block.apply(input, phase));
            }
            maps.add(value);
        }
        return maps; // [B, C, H/4, W/4] to [B, 8C, H/32, W/32]
    }
}
