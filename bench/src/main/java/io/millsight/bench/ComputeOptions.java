package io.millsight.bench;

import io.millsight.adapter.AdaptedModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Torch;
import picocli.CommandLine.Option;

/** What a benchmark computes on. */
final class ComputeOptions {

    @Option(
            names = "--dtype",
            defaultValue = "auto",
            description = "float32, bfloat16, float16 or, of 'describe', int8 (default: auto).")
    private String dtype;

    @Option(names = "--device", defaultValue = "auto", description = "cpu, cuda or cuda:N (default: auto).")
    private String device;

    @Option(names = "--threads", defaultValue = "0", description = "Processor threads (default: all cores).")
    private int threads;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ComputeOptions() {}

    /** Device and type, int8 among the types. */
    AdaptedModel.Compute compute() {
        return AdaptedModel.Compute.parse(dtype, device());
    }

    /** The device, once the number of threads is set. */
    Device device() {
        if (threads > 0) {
            Torch.threads(threads);
        }
        return Device.parse(device);
    }

    DType dtype(Device device) {
        return DType.parse(dtype, device);
    }
}
