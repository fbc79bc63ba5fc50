package io.millsight.detect.net;

import io.millsight.torch.BatchNorm;
import io.millsight.torch.Convolution;
import io.millsight.torch.Tensor;

/**
 * A convolution without bias, a batch norm and an activation. The parts of a detector's backbone are made of it.
 *
 * @param weight {@code [C', C / groups, K, K]}
 */
public record ConvNorm(Convolution convolution, Tensor weight, NormLayer norm, Activation activation) implements Layer {

    /**
     * The size of a layer.
     *
     * @param in channels of the input
     * @param out channels of the output
     * @param kernel side of the kernel
     * @param stride of the output
     * @param groups of channels
     */
    public record Shape(int in, int out, int kernel, int stride, int groups) {

        /** An ordinary convolution. */
        public static Shape of(int in, int out, int kernel, int stride) {
            return new Shape(in, out, kernel, stride, 1);
        }

        /** Elements of the input that one output value depends on. */
        public long fanIn() {
            return (long) in / groups * kernel * kernel;
        }

        /** The shape of the weight. */
        public long[] weight() {
            return new long[] {out, in / groups, kernel, kernel};
        }

        Convolution convolution() {
            return new Convolution(stride, kernel / 2, groups);
        }
    }

    /**
     * Builds a layer without an activation.
     *
     * @param name of the convolution; its weight is {@code NAME.weight}
     * @param initial value of the convolution's weight before training
     * @param norm built by the caller, since its name and kind differ among networks
     */
    public static ConvNorm build(WeightSource source, String name, Shape shape, Initial initial, NormLayer norm) {
        return new ConvNorm(
                shape.convolution(),
                source.parameter(name + ".weight", initial, shape.weight()),
                norm,
                Activation.NONE);
    }

    /** Returns this layer with an activation. */
    public ConvNorm with(Activation function) {
        return new ConvNorm(convolution, weight, norm, function);
    }

    @Override
    public Tensor apply(Tensor image, Phase phase) {
        return activation.apply(norm.apply(convolution.apply(image, weight, null), phase));
    }

    /** Returns the same function of the running statistics as one convolution with bias. Its tensors belong to the current scope. */
    public BiasedConv fused() {
        Tensor scale = norm.scale();
        return new BiasedConv(
                convolution,
                weight.times(scale.reshape(-1, 1, 1, 1)),
                norm.layer.bias().minus(norm.layer.mean().times(scale)),
                activation);
    }

    /** A batch norm with the kind of its statistics. */
    public record NormLayer(BatchNorm norm, BatchNorm.Layer layer, boolean frozen) {

        /**
         * Builds a norm that is trained. Its tensors are {@code NAME.weight}, {@code .bias}, {@code .running_mean} and {@code .running_var}.
         */
        public static NormLayer trained(WeightSource source, String name, int channels, BatchNorm norm) {
            return new NormLayer(
                    norm,
                    new BatchNorm.Layer(
                            source.parameter(name + ".weight", Initial.one(), channels),
                            source.parameter(name + ".bias", Initial.zero(), channels),
                            source.buffer(name + ".running_mean", Initial.zero(), channels),
                            source.buffer(name + ".running_var", Initial.one(), channels)),
                    false);
        }

        /** Builds a norm that never changes, for published weights. */
        public static NormLayer frozen(WeightSource source, String name, int channels, BatchNorm norm) {
            return new NormLayer(
                    norm,
                    new BatchNorm.Layer(
                            source.buffer(name + ".weight", Initial.one(), channels),
                            source.buffer(name + ".bias", Initial.zero(), channels),
                            source.buffer(name + ".running_mean", Initial.zero(), channels),
                            source.buffer(name + ".running_var", Initial.one(), channels)),
                    true);
        }

        /** Returns the factor of each channel by the running statistics, {@code [C]}. */
        Tensor scale() {
            return layer.weight().times(layer.variance().plus(norm.epsilon()).rsqrt());
        }

        /** Normalises {@code [B, C, H, W]}. */
        public Tensor apply(Tensor image, Phase phase) {
            return phase == Phase.TRAINING && !frozen ? norm.train(image, layer) : norm.evaluate(image, layer);
        }
    }
}
