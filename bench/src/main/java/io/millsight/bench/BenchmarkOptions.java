package io.millsight.bench;

import io.millsight.adapter.AdaptedModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What every benchmark of a vision-language model is told: the model, the data, and what to compute on. */
final class BenchmarkOptions {

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model folder; it needs no tokenizer.")
    private Path model;

    @Parameters(index = "1", paramLabel = "DATA", description = "A dataset folder.")
    private Path data;

    @Mixin
    private ComputeOptions compute;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    BenchmarkOptions() {}

    Path model() {
        return model;
    }

    Path data() {
        return data;
    }

    AdaptedModel.Compute compute() {
        return compute.compute();
    }

    Device device() {
        return compute.device();
    }

    DType dtype(Device device) {
        return compute.dtype(device);
    }
}
