package io.millsight.detect.weights;

import io.millsight.torch.DType;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Tensor;
import java.util.List;

/** Tensors of a safetensors file. */
record SafetensorsWeights(SafetensorsFile file) implements WeightFile {

    @Override
    public List<String> names() {
        return List.copyOf(file.names());
    }

    @Override
    public long[] shape(String name) {
        return file.header(name).extents();
    }

    @Override
    public Tensor tensor(String name) {
        return file.tensor(name).to(DType.FLOAT32).copy();
    }

    @Override
    public void close() {
        file.close();
    }
}
