package io.millsight.detect.net;

import io.millsight.torch.Tensor;

/**
 * Where a network takes its tensors from while it is built: fresh values, a file, or the tensors of another network. A network asks for each of its
 * tensors once, under the name of the reference implementation. Tensors are float32 and belong to the source's owner.
 */
public interface WeightSource {

    /**
     * Returns a tensor that training changes.
     *
     * @param initial its value before training
     */
    Tensor parameter(String name, Initial initial, long... shape);

    /** Returns a tensor that no gradient changes, such as the running statistics of a norm. */
    Tensor buffer(String name, Initial initial, long... shape);

    /** Returns a source that fills the same tensors, none of which training changes. */
    default WeightSource fixed() {
        WeightSource source = this;
        return new WeightSource() {
            @Override
            public Tensor parameter(String name, Initial initial, long... shape) {
                return source.buffer(name, initial, shape);
            }

            @Override
            public Tensor buffer(String name, Initial initial, long... shape) {
                return source.buffer(name, initial, shape);
            }
        };
    }
}
