package io.millsight.cli.option;

import io.millsight.inspection.Decoding;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that lets models answer, whichever they are. */
public final class InferenceOptions {

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
            defaultValue = "" + QwenInspectorOptions.DEFAULT_NEW_TOKENS,
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

    @Mixin
    private SamplingOptions sampling;

    @Option(
            names = "--max-defects",
            paramLabel = "N",
            defaultValue = "" + Decoding.DEFAULT_MAXIMUM_DEFECTS,
            description = "The most that a locked answer states (default: ${DEFAULT-VALUE}).")
    private int maximumDefects;

    @Option(
            names = "--tta",
            paramLabel = "HOW",
            description =
                    "Test-time augmentation: off: one view, the whole image; on: 12 views or more, flips and crops, with voting;"
                            + " extended: 45 views or more (default: on if the model was trained on varied images, by"
                            + " 'train --augmentation true', else off).")
    private @Nullable TestTimeAugmentation augmentation;

    @Option(names = "--looks", paramLabel = "HOW", hidden = true, description = "Former name of --tta.")
    private @Nullable FormerLooks looks;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** The names of the ways to decode. */
    enum Mode {
        FREE,
        LOCKED
    }

    /** The values of {@code --looks}, the former name of {@code --tta}. */
    enum FormerLooks {
        ONE(TestTimeAugmentation.OFF),
        SEVERAL(TestTimeAugmentation.ON),
        MANY(TestTimeAugmentation.EXTENDED);

        private final TestTimeAugmentation augmentation;

        FormerLooks(TestTimeAugmentation augmentation) {
            this.augmentation = augmentation;
        }
    }

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public InferenceOptions() {}

    private Device device() {
        return device == null ? Device.automatic() : device;
    }

    private DType dtype() {
        return DType.parse(dtype, device());
    }

    private int maximumNewTokens() {
        if (maximumNewTokens < 1 || maximumNewTokens > MOST_NEW_TOKENS) {
            throw new ParameterException(
                    command.commandLine(),
                    "--max-new-tokens " + maximumNewTokens + ": give at least 1 and at most " + MOST_NEW_TOKENS);
        }
        return maximumNewTokens;
    }

    private Decoding decoding() {
        if (maximumDefects < 1) {
            throw new ParameterException(
                    command.commandLine(), "--max-defects " + maximumDefects + ": give at least 1");
        }
        return switch (mode) {
            case FREE -> new Decoding.Free(sampling.sampling());
            case LOCKED -> {
                sampling.requireNone();
                yield new Decoding.Locked(maximumDefects);
            }
        };
    }

    private @Nullable TestTimeAugmentation augmentation() {
        if (looks != null) {
            String former = "--looks " + lowerCase(looks);
            if (augmentation != null) {
                throw new ParameterException(
                        command.commandLine(), former + ": it is the former name of --tta; leave it out");
            }
            augmentation = looks.augmentation;
            command.commandLine()
                    .getErr()
                    .println("millsight: " + former + " is now called --tta " + lowerCase(augmentation)
                            + "; the next version will not read the former name");
            looks = null;
        }
        return augmentation;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Returns how models are loaded and asked. */
    public QwenInspectorOptions settings() {
        return QwenInspectorOptions.builder()
                .device(device())
                .dtype(dtype())
                .maximumNewTokens(maximumNewTokens())
                .decoding(decoding())
                .testTimeAugmentation(augmentation())
                .build();
    }
}
