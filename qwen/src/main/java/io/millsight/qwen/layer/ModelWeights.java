package io.millsight.qwen.layer;

import io.millsight.torch.Tensor;
import java.util.Map;

/**
 * Looks up the tensors of a checkpoint by the keys of the original repositories.
 *
 * @param tensors complete and of the right shapes, as the checkpoint makes sure
 */
public record ModelWeights(Map<String, Tensor> tensors) {

    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor;
    }

    /** The layer with this name, with a bias if the checkpoint has one. */
    public Linear linear(String name) {
        return new DenseLinear(get(name + ".weight"), tensors.get(name + ".bias"));
    }

    public RmsNorm norm(String name, double epsilon) {
        return new RmsNorm(get(name + ".weight"), epsilon);
    }
}
