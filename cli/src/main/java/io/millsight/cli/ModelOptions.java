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

/** The options of every command that lets a model answer. */
final class ModelOptions {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The model's folder, or that of a run which taught a whole model.")
    private Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "An adapter's folder, or that of a run: its best checkpoint, or RUN/last.")
    private @Nullable Path adapter;

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

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ModelOptions() {}

    Path model() {
        return model;
    }

    @Nullable
    Path adapter() {
        return adapter;
    }

    /** Loads the model with its adapter; the types are for a model that brings none of its own. */
    Inspector open(List<DefectType> types) {
        return open(types, adapter);
    }

    /** Loads the model with another adapter, or none. */
    Inspector open(List<DefectType> types, @Nullable Path otherAdapter) {
        Device chosen = device == null ? Device.automatic() : device;
        Inspector.Options options = new Inspector.Options(
                chosen, DType.parse(dtype, chosen), types, OptionalInt.empty(), OptionalInt.empty(), maximumNewTokens);
        return Inspector.open(model, otherAdapter, options);
    }
}
