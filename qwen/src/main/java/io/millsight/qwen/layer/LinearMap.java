package io.millsight.qwen.layer;

/** Replaces the linear layers of a model, one by one. */
@FunctionalInterface
public interface LinearMap {

    /**
     * Chooses what stands in a place.
     *
     * @param module the place's name as PyTorch knows it: {@code model.language_model.layers.0.self_attn.q_proj}
     * @param linear what stands there now
     * @return what shall stand there, perhaps the same
     */
    Linear replace(String module, Linear linear);
}
