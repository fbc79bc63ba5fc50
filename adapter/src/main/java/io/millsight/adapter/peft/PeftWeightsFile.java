package io.millsight.adapter.peft;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens adapter_model.safetensors, PEFT's file of an adapter's tensors. */
public final class PeftWeightsFile {

    /** The file's name. */
    public static final String NAME = "adapter_model.safetensors";

    private PeftWeightsFile() {}

    /**
     * Opens the file of an adapter folder; the caller closes it.
     *
     * @throws AdapterException if it is missing
     */
    public static SafetensorsFile open(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            throw new AdapterException(
                    folder + ": there is no " + NAME + " (adapters in other formats than safetensors are not read)");
        }
        return SafetensorsFile.open(file);
    }

    /**
     * Reads a tensor of the file.
     *
     * @param shape that it has to have
     * @return a copy in float32, which belongs to no scope; the caller closes it
     * @throws AdapterException if it has another shape or no floating-point type
     */
    public static Tensor read(SafetensorsFile weights, String key, Device device, long... shape) {
        TensorHeader header = weights.header(key);
        if (!header.shape().equals(Arrays.stream(shape).boxed().toList())) {
            throw new AdapterException(weights.path() + ": the tensor " + key + " has the shape " + header.shape()
                    + ", but the base model and " + PeftConfigFile.NAME + " ask for " + Arrays.toString(shape)
                    + "; the adapter is for another base");
        }
        if (!header.dtype().isFloatingPoint()) {
            throw new AdapterException(weights.path() + ": the tensor " + key + " is of type "
                    + header.dtype().fileName() + ", but matrices are F32, BF16, F16 or F64");
        }
        try (Scope scope = Scope.open()) {
            return weights.tensor(key).to(DType.FLOAT32).to(device).copy().retain();
        }
    }
}
