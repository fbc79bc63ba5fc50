package io.millsight.bench;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Torch;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every benchmark is told: the model, the data, and what to compute on. */
final class BenchmarkOptions {

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model folder; it needs no tokenizer.")
    private Path model;

    @Parameters(index = "1", paramLabel = "DATA", description = "A dataset folder.")
    private Path data;

    @Option(names = "--dtype", defaultValue = "auto", description = "float32, bfloat16 or float16 (default: auto).")
    private String dtype;

    @Option(names = "--device", defaultValue = "auto", description = "cpu, cuda or cuda:N (default: auto).")
    private String device;

    @Option(names = "--threads", defaultValue = "0", description = "Processor threads (default: all cores).")
    private int threads;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    BenchmarkOptions() {}

    Path model() {
        return model;
    }

    Path data() {
        return data;
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
