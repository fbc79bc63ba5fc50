package io.millsight.detect.weights;

import io.millsight.torch.Tensor;
import java.util.List;

/** A file with named tensors. */
interface WeightFile extends AutoCloseable {

    /** Returns the names in the file's order. */
    List<String> names();

    /** Returns the shape of a tensor. */
    long[] shape(String name);

    /** Returns a copy of a tensor as float32, which belongs to the current scope. */
    Tensor tensor(String name);

    @Override
    void close();
}
