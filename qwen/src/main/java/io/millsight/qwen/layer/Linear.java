package io.millsight.qwen.layer;

import io.millsight.qwen.QwenModel;
import io.millsight.torch.Tensor;

/**
 * A linear map of the last axis. The blocks of the model do not know which kind they hold: adapters and quantisation are other
 * implementations, swapped in by {@link QwenModel#withLinears}.
 */
public interface Linear {

    /** Maps {@code [..., in]} to {@code [..., out]}, in the input's type. */
    Tensor apply(Tensor input);

    /**
     * Maps as {@link #apply(Tensor)}, in a pass that may train.
     *
     * @param samples the rows of each sample, for what is drawn at random
     */
    default Tensor apply(Tensor input, SampleRows samples) {
        return apply(input);
    }
}
