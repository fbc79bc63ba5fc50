package io.millsight.cli;

import io.millsight.inspection.Inspector;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that lets models answer, whichever they are. */
final class InferenceOptions {

    @Option(
            names = "--device",
            converter = DeviceConverter.class,
            paramLabel = "NAME",
            description = "auto, cpu, cuda or cuda:N (default: auto).")
    private @Nullable Device device;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "To compute in: auto, float32 or bfloat16 (default: auto, bfloat16 where it is native).")
    private String dtype = "auto";

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "" + Inspector.Options.DEFAULT_NEW_TOKENS,
            description = "After which an answer is cut off (default: ${DEFAULT-VALUE}).")
    private int maximumNewTokens;

    InferenceOptions() {}

    Device device() {
        return device == null ? Device.automatic() : device;
    }

    DType dtype() {
        return DType.parse(dtype, device());
    }

    int maximumNewTokens() {
        return maximumNewTokens;
    }

    /** Loads a model, perhaps with an adapter; the types are for a model that brings none of its own. */
    Inspector open(Path model, @Nullable Path adapter, List<DefectType> types) {
        return Inspector.open(
                model,
                adapter,
                new Inspector.Options(
                        device(), dtype(), types, OptionalInt.empty(), OptionalInt.empty(), maximumNewTokens));
    }
}
