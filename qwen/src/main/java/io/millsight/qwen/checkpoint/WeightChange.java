package io.millsight.qwen.checkpoint;

import io.millsight.torch.Tensor;

/** Changes weights while they are loaded, as an adapter does that is merged. */
@FunctionalInterface
public interface WeightChange {

    /** Changes nothing. */
    WeightChange NONE = (name, weight) -> weight;

    /**
     * Returns a weight as it shall be.
     *
     * @param name its key in the original repositories
     * @param weight as stored
     * @return the same tensor, or another one of its shape and any type, in the current scope
     */
    Tensor changed(String name, Tensor weight);
}
