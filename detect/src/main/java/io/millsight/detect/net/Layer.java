package io.millsight.detect.net;

import io.millsight.torch.Tensor;

/** A function of images {@code [B, C, H, W]} with weights of its own. */
public sealed interface Layer permits ConvNorm, BiasedConv {

    /** Applies the layer. */
    Tensor apply(Tensor image, Phase phase);
}
