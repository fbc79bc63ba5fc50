package io.millsight.torch;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Cross-entropy of rows of logits {@code [N, V]}: N predictions, V classes. */
public final class CrossEntropy {

    private static final long REDUCTION_NONE = 0; // at::Reduction::None
    private static final long REDUCTION_SUM = 2; // at::Reduction::Sum
    private static final long IGNORED_TARGET = -100; // PyTorch's and Hugging Face's
    private static final double NO_LABEL_SMOOTHING = 0.0;

    private CrossEntropy() {}

    /**
     * Computes −log softmax(logits)[target] of each row.
     *
     * @param targets int64 {@code [N]}, a class each; a row with −100 gives 0
     * @return {@code [N]}
     */
    public static Tensor rows(Tensor logits, Tensor targets) {
        return reduced(logits, targets, REDUCTION_NONE);
    }

    /** Sums {@link #rows} to a scalar. */
    public static Tensor sum(Tensor logits, Tensor targets) {
        return reduced(logits, targets, REDUCTION_SUM);
    }

    private static Tensor reduced(Tensor logits, Tensor targets, long reduction) {
        return Tensor.of(() -> torch.cross_entropy_loss(
                logits.handle(),
                targets.handle(),
                new TensorOptional(),
                reduction,
                IGNORED_TARGET,
                NO_LABEL_SMOOTHING));
    }

    /**
     * Computes −Σ distribution · log softmax(logits) of each row.
     *
     * @param distributions {@code [N, V]}, the target probabilities of each row; they add up to 1
     * @return {@code [N]}
     */
    public static Tensor softRows(Tensor logits, Tensor distributions) {
        return logits.logSoftmax(-1).times(distributions).sum(-1).negated().reshape(-1);
    }
}
