package io.millsight.qwen.layer;

import io.millsight.qwen.QwenModel;
import io.millsight.torch.Tensor;

/**
 * A linear map of the last axis. The blocks of the model do not know which kind they hold: adapters and quantisation are other
 * implementations, swapped in by {@link QwenModel#withLinears}.
 */
public interface Linear {

    /**
     * Maps {@code [..., in]} to {@code [..., out]}, in the input's type.
     *
     * @param samples the rows of each sample, for what is drawn at random
     */
    Tensor apply(Tensor input, SampleRows samples);

    /** Maps in a pass in which nothing is drawn. */
    default Tensor apply(Tensor input) {
        return apply(input, SampleRows.UNSEEDED);
    }
}
