package io.millsight.detect.net;

import io.millsight.torch.Convolution;
import io.millsight.torch.Tensor;

/**
 * A convolution with bias and an activation: what a {@link ConvNorm} becomes for detection.
 *
 * @param weight {@code [C', C / groups, K, K]}
 * @param bias {@code [C']}
 */
public record BiasedConv(Convolution convolution, Tensor weight, Tensor bias, Activation activation) implements Layer {

    @Override
    public Tensor apply(Tensor image, Phase phase) {
        return activation.apply(convolution.apply(image, weight, bias));
    }
}
