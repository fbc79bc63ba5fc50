package io.millsight.torch;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Cross-entropy of rows of logits {@code [N, V]} (N predictions, V classes), summed over the rows. */
public final class CrossEntropy {

    private static final long REDUCTION_SUM = 2; // at::Reduction::Sum
    private static final long IGNORED_TARGET = -100; // PyTorch's and Hugging Face's
    private static final double NO_LABEL_SMOOTHING = 0.0;

    private CrossEntropy() {}

    /**
     * Computes −Σ log softmax(logits)[target].
     *
     * @param targets int64 {@code [N]}, a class each; −100 leaves the row out
     * @return a scalar
     */
    public static Tensor sum(Tensor logits, Tensor targets) {
        return Tensor.of(() -> torch.cross_entropy_loss(
                logits.handle(),
                targets.handle(),
                new TensorOptional(),
                REDUCTION_SUM,
                IGNORED_TARGET,
                NO_LABEL_SMOOTHING));
    }

    /**
     * Computes −Σ distribution · log softmax(logits).
     *
     * @param distributions {@code [N, V]}, the target probabilities of each row; they add up to 1
     * @return a scalar
     */
    public static Tensor softSum(Tensor logits, Tensor distributions) {
        return logits.logSoftmax(-1).times(distributions).sum().negated();
    }
}
