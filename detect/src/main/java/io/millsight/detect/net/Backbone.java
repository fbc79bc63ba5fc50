package io.millsight.detect.net;

import io.millsight.torch.Tensor;
import java.util.List;

/** The part of a detector that computes feature maps of several scales from an image. */
public sealed interface Backbone permits ResNet, MobileNetV3 {

    /**
     * Computes feature maps.
     *
     * @param images {@code [B, 3, H, W]}, sides multiples of 32
     * @return {@code [B, C, h, w]}, from the finest to the coarsest
     */
    List<Tensor> apply(Tensor images, Phase phase);

    /** Returns the number of channels of each feature map. */
    List<Integer> channels();
}
