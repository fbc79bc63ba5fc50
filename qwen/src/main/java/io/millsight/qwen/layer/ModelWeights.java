package io.millsight.qwen.layer;

import io.millsight.torch.Tensor;
import java.util.Map;

/**
 * Looks up the tensors of a checkpoint by the keys of the original repositories, and layers that were made of them.
 *
 * @param tensors of the right shapes, as the checkpoint makes sure; complete, but for the weights and biases of the prepared layers
 * @param prepared by the layer's name, such as {@code model.layers.0.mlp.up_proj} or {@code lm_head}
 */
public record ModelWeights(Map<String, Tensor> tensors, Map<String, PreparedLinear> prepared) implements AutoCloseable {

    private static final String HEAD = "lm_head";

    /** Without prepared layers. */
    public ModelWeights(Map<String, Tensor> tensors) {
        this(tensors, Map.of());
    }

    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor;
    }

    /** The layer with this name, with a bias if the checkpoint has one. */
    public Linear linear(String name) {
        PreparedLinear layer = prepared.get(name);
        return layer != null ? layer : new DenseLinear(get(name + ".weight"), tensors.get(name + ".bias"));
    }

    /** The output head, whose weight is the embedding if the two are tied. */
    public Linear head(boolean tied, Tensor embedding) {
        return tied && !prepared.containsKey(HEAD) ? new DenseLinear(embedding, null) : linear(HEAD);
    }

    public RmsNorm norm(String name, double epsilon) {
        return new RmsNorm(get(name + ".weight"), epsilon);
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
        prepared.values().forEach(PreparedLinear::close);
    }
}
