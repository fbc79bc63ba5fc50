package io.millsight.torch;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Losses of detectors, summed over all elements. Each returns a scalar. */
public final class DetectionLosses {

    private static final long REDUCTION_SUM = 2; // at::Reduction::Sum

    private DetectionLosses() {}

    /**
     * Computes the binary cross-entropy of logits.
     *
     * @param targets probabilities from 0 to 1, of the logits' shape
     */
    public static Tensor binaryCrossEntropy(Tensor logits, Tensor targets) {
        return Tensor.of(() -> torch.binary_cross_entropy_with_logits(
                logits.handle(), targets.handle(), new TensorOptional(), new TensorOptional(), REDUCTION_SUM));
    }

    /**
     * Computes the smooth L1 loss: a square below beta, a straight line above (Girshick 2015, equation 3).
     *
     * @param beta distance at which the square ends
     */
    public static Tensor smoothL1(Tensor predicted, Tensor target, double beta) {
        return Tensor.of(() -> torch.smooth_l1_loss(predicted.handle(), target.handle(), REDUCTION_SUM, beta));
    }
}
