package io.millsight.detect.yolo;

import io.millsight.detect.net.Activation;
import io.millsight.detect.net.BiasedConv;
import io.millsight.detect.net.ConvNorm;
import io.millsight.detect.net.Initial;
import io.millsight.detect.net.Layer;
import io.millsight.detect.net.Phase;
import io.millsight.detect.net.WeightSource;
import io.millsight.torch.BatchNorm;
import io.millsight.torch.Convolution;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One layer of the network with its weights: a function of the outputs of earlier layers, {@code [B, C, H, W]} each. */
sealed interface YoloPart {

    BatchNorm NORM = new BatchNorm(1e-3, 0.03);

    /** Computes the layer. */
    Tensor apply(List<Tensor> inputs, Phase phase);

    /**
     * Returns the same function for detection, with norms folded into convolutions.
     *
     * @param keep turns a new convolution into the one that the result holds
     */
    YoloPart fused(UnaryOperator<BiasedConv> keep);

    /**
     * Builds a layer.
     *
     * @param name of the layer, {@code model.<place>}
     */
    static YoloPart build(WeightSource source, String name, YoloLayout.Layer layer, Activation activation) {
        return switch (layer.kind()) {
            case CONVOLUTION ->
                new Single(convolution(
                                source,
                                name,
                                ConvNorm.Shape.of(layer.in(), layer.out(), layer.kernel(), layer.stride()))
                        .with(activation));
            case MAX_POOL -> new Pool(layer.kernel(), layer.stride());
            case ENLARGEMENT -> new Enlargement();
            case CONCATENATION -> new Concatenation();
            case PYRAMID_POOLING -> PyramidPooling.build(source, name, layer, activation);
            case REPARAMETERISED ->
                new Reparameterised(
                        branch(source, name + ".rbr_dense", ConvNorm.Shape.of(layer.in(), layer.out(), 3, 1)),
                        branch(source, name + ".rbr_1x1", ConvNorm.Shape.of(layer.in(), layer.out(), 1, 1)),
                        activation);
        };
    }

    private static ConvNorm convolution(WeightSource source, String name, ConvNorm.Shape shape) {
        return ConvNorm.build(
                source,
                name + ".conv",
                shape,
                Initial.fanIn(shape.fanIn()),
                ConvNorm.NormLayer.trained(source, name + ".bn", shape.out(), NORM));
    }

    private static ConvNorm branch(WeightSource source, String name, ConvNorm.Shape shape) {
        return ConvNorm.build(
                source,
                name + ".0",
                shape,
                Initial.fanIn(shape.fanIn()),
                ConvNorm.NormLayer.trained(source, name + ".1", shape.out(), NORM));
    }

    private static Layer fused(Layer layer, UnaryOperator<BiasedConv> keep) {
        return layer instanceof ConvNorm norm ? keep.apply(norm.fused()) : layer;
    }

    /** A convolution. */
    record Single(Layer layer) implements YoloPart {

        @Override
        public Tensor apply(List<Tensor> inputs, Phase phase) {
            return layer.apply(inputs.get(0), phase);
        }

        @Override
        public YoloPart fused(UnaryOperator<BiasedConv> keep) {
            return new Single(YoloPart.fused(layer, keep));
        }
    }

    /** The maximum of each window. An odd window keeps the size of the image where the stride is 1. */
    record Pool(int kernel, int stride) implements YoloPart {

        @Override
        public Tensor apply(List<Tensor> inputs, Phase phase) {
            return ImageOperators.maxPool(inputs.get(0), kernel, stride, kernel % 2 == 0 ? 0 : kernel / 2);
        }

        @Override
        public YoloPart fused(UnaryOperator<BiasedConv> keep) {
            return this;
        }
    }

    /** Twice the size. */
    record Enlargement() implements YoloPart {

        @Override
        public Tensor apply(List<Tensor> inputs, Phase phase) {
            Tensor image = inputs.get(0);
            return ImageOperators.resizeNearest(image, 2 * image.size(2), 2 * image.size(3));
        }

        @Override
        public YoloPart fused(UnaryOperator<BiasedConv> keep) {
            return this;
        }
    }

    /** All channels, one input after the other. */
    record Concatenation() implements YoloPart {

        @Override
        public Tensor apply(List<Tensor> inputs, Phase phase) {
            return Tensor.concatenate(inputs, 1);
        }

        @Override
        public YoloPart fused(UnaryOperator<BiasedConv> keep) {
            return this;
        }
    }

    /**
     * Pools of three sizes between convolutions, and a convolution around them.
     *
     * @param layers {@code cv1} to {@code cv7}
     */
    record PyramidPooling(List<Layer> layers) implements YoloPart {

        private static final int[] WINDOWS = {5, 9, 13};

        static PyramidPooling build(WeightSource source, String name, YoloLayout.Layer layer, Activation activation) {
            int c = layer.out();
            List<ConvNorm.Shape> shapes = List.of(
                    ConvNorm.Shape.of(layer.in(), c, 1, 1),
                    ConvNorm.Shape.of(layer.in(), c, 1, 1),
                    ConvNorm.Shape.of(c, c, 3, 1),
                    ConvNorm.Shape.of(c, c, 1, 1),
                    ConvNorm.Shape.of((WINDOWS.length + 1) * c, c, 1, 1),
                    ConvNorm.Shape.of(c, c, 3, 1),
                    ConvNorm.Shape.of(2 * c, c, 1, 1));
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < shapes.size(); i++) {
                layers.add(convolution(source, name + ".cv" + (i + 1), shapes.get(i))
                        .with(activation));
            }
            return new PyramidPooling(List.copyOf(layers));
        }

        private Tensor cv(int number, Tensor image, Phase phase) {
            return layers.get(number - 1).apply(image, phase);
        }

        @Override
        public Tensor apply(List<Tensor> inputs, Phase phase) {
            Tensor image = inputs.get(0);
            Tensor narrow = cv(4, cv(3, cv(1, image, phase), phase), phase);
            List<Tensor> pools = new ArrayList<>(List.of(narrow));
            for (int window : WINDOWS) {
                pools.add(ImageOperators.maxPool(narrow, window, 1, window / 2));
            }
            Tensor pooled = cv(6, cv(5, Tensor.concatenate(pools, 1), phase), phase);
            return cv(7, Tensor.concatenate(List.of(pooled, cv(2, image, phase)), 1), phase);
        }

        @Override
        public YoloPart fused(UnaryOperator<BiasedConv> keep) {
            return new PyramidPooling(
                    layers.stream().map(layer -> YoloPart.fused(layer, keep)).toList());
        }
    }

    /** Two convolutions whose sum is activated. */
    record Reparameterised(ConvNorm dense, ConvNorm pointwise, Activation activation) implements YoloPart {

        @Override
        public Tensor apply(List<Tensor> inputs, Phase phase) {
            Tensor image = inputs.get(0);
            return activation.apply(dense.apply(image, phase).plus(pointwise.apply(image, phase)));
        }

        /** The 1×1 kernel is added to the centre of the 3×3 kernel. */
        @Override
        public YoloPart fused(UnaryOperator<BiasedConv> keep) {
            BiasedConv wide = dense.fused();
            BiasedConv narrow = pointwise.fused();
            long[] shape = wide.weight().shape();
            Tensor centre = narrow.weight().reshape(shape[0], shape[1], 1);
            Tensor before = Tensor.zeros(centre.dtype(), centre.device(), shape[0], shape[1], 4);
            Tensor kernel =
                    Tensor.concatenate(List.of(before, centre, before), 2).reshape(shape);
            return new Single(keep.apply(new BiasedConv(
                    new Convolution(1, 1, 1),
                    wide.weight().plus(kernel),
                    wide.bias().plus(narrow.bias()),
                    activation)));
        }
    }
}
