package io.millsight.detect.net;

import io.millsight.torch.Convolution;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;

/**
 * A convolution with bias and an activation: a layer without a norm, or what a {@link ConvNorm} becomes for detection.
 *
 * @param weight {@code [C', C / groups, K, K]}, plain or {@link Convolution#packed}
 * @param bias {@code [C']}
 */
public record BiasedConv(Convolution convolution, Tensor weight, Tensor bias, Activation activation) implements Layer {

    @Override
    public Tensor apply(Tensor image, Phase phase) {
        return activation.apply(convolution.apply(image, weight, bias));
    }

    /**
     * Builds a layer without an activation.
     *
     * @param name its tensors are {@code NAME.weight} and {@code NAME.bias}
     * @param initial value of the weight before training; the bias starts at 0
     */
    public static BiasedConv build(WeightSource source, String name, ConvNorm.Shape shape, Initial initial) {
        return new BiasedConv(
                shape.convolution(),
                source.parameter(name + ".weight", initial, shape.weight()),
                source.parameter(name + ".bias", Initial.zero(), shape.out()),
                Activation.NONE);
    }

    /**
     * Returns this layer for detection.
     *
     * @param owner of the result's tensors
     * @param dtype to compute in
     */
    public BiasedConv forDetection(NetworkWeights owner, DType dtype) {
        return new BiasedConv(
                convolution, owner.keep(convolution.packed(weight.to(dtype))), owner.keep(bias.to(dtype)), activation);
    }

    /** Returns this layer with an activation. */
    public BiasedConv with(Activation function) {
        return new BiasedConv(convolution, weight, bias, function);
    }
}
