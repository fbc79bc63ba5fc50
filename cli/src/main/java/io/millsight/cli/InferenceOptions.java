package io.millsight.cli;

import io.millsight.inspection.Decoding;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.Looks;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that lets models answer, whichever they are. */
final class InferenceOptions {

    /** Room is made for so many tokens before the first; a report of a hundred defects has some 3,000. */
    private static final int MOST_NEW_TOKENS = 32_768;

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

    @Option(
            names = "--decoding",
            paramLabel = "HOW",
            defaultValue = "LOCKED",
            description =
                    "locked: an answer keeps to the grammar of the reports, so that it can be read unless it is cut off;"
                            + " free: whatever the model says (default: locked).")
    private Mode mode;

    @Option(
            names = "--max-defects",
            paramLabel = "N",
            defaultValue = "" + Decoding.DEFAULT_MAXIMUM_DEFECTS,
            description = "The most that a locked answer states (default: ${DEFAULT-VALUE}).")
    private int maximumDefects;

    @Option(
            names = "--looks",
            paramLabel = "HOW",
            description =
                    "How often to look at each picture: one; several: twelve times or more, in all flips and at parts of it,"
                            + " stating what the looks agree on; many: 45 times or more (default: several if the model was taught on"
                            + " varied pictures, by 'train --augmentation true', else one).")
    private @Nullable Looks looks;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final ModelNotices notices = new ModelNotices();

    /** The names of the ways to decode. */
    enum Mode {
        FREE,
        LOCKED
    }

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    InferenceOptions() {}

    Device device() {
        return device == null ? Device.automatic() : device;
    }

    DType dtype() {
        return DType.parse(dtype, device());
    }

    int maximumNewTokens() {
        if (maximumNewTokens < 1 || maximumNewTokens > MOST_NEW_TOKENS) {
            throw new ParameterException(
                    command.commandLine(),
                    "--max-new-tokens " + maximumNewTokens + ": give at least 1 and at most " + MOST_NEW_TOKENS);
        }
        return maximumNewTokens;
    }

    Decoding decoding() {
        if (maximumDefects < 1) {
            throw new ParameterException(
                    command.commandLine(), "--max-defects " + maximumDefects + ": give at least 1");
        }
        return switch (mode) {
            case FREE -> new Decoding.Free();
            case LOCKED -> new Decoding.Locked(maximumDefects);
        };
    }

    /** Loads a model, perhaps with an adapter; the types are for a model that brings none of its own. */
    Inspector open(Path model, @Nullable Path adapter, List<DefectType> types) {
        return open(model, adapter, types, Optional.ofNullable(looks));
    }

    /** The same, to look at pictures as is said here and not as was asked for; empty for what the model was taught for. */
    Inspector open(Path model, @Nullable Path adapter, List<DefectType> types, Optional<Looks> looks) {
        Inspector.Options options = new Inspector.Options(
                device(),
                dtype(),
                types,
                OptionalInt.empty(),
                OptionalInt.empty(),
                maximumNewTokens(),
                decoding(),
                looks);
        notices.print(model, command.commandLine().getErr());
        return Inspector.open(model, adapter, options);
    }
}
