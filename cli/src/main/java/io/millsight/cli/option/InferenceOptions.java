package io.millsight.cli.option;

import io.millsight.adapter.AdaptedModel;
import io.millsight.inspection.Decoding;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.torch.Device;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command in which a model answers. */
public final class InferenceOptions {

    /** Room is made for so many tokens before the first; a report of a hundred defects has some 3,000. */
    private static final int MOST_NEW_TOKENS = 32_768;

    @ArgGroup(exclusive = false, order = 20, heading = "%nAnswers:%n")
    private Answers answers = new Answers();

    @ArgGroup(exclusive = false, order = 40, heading = "%nMachine:%n")
    private Machine machine = new Machine();

    @Mixin
    private SamplingOptions sampling;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** How the model answers. */
    static final class Answers {

        @Option(
                names = "--min-score",
                paramLabel = "X",
                order = 1,
                description =
                        "Report only defects with at least this score, from 0 to 1 (default: the threshold that is"
                                + " stored with the adapter, else 0).")
        private @Nullable Double minScore;

        @Option(
                names = "--score-threshold",
                paramLabel = "X",
                hidden = true,
                description = "Former name of --min-score.")
        private @Nullable Double formerMinScore;

        @Option(
                names = "--max-defects",
                paramLabel = "N",
                order = 2,
                description = "Largest number of defects in an answer (default: " + Decoding.DEFAULT_MAXIMUM_DEFECTS
                        + "). The defects with the lowest scores are left out.")
        private int maximumDefects = Decoding.DEFAULT_MAXIMUM_DEFECTS;

        @Option(
                names = "--tta",
                paramLabel = "MODE",
                order = 3,
                description = "Test-time augmentation. off: one view of the image. on: at least 12 views (flips and"
                        + " crops), merged by voting. extended: at least 45 views (default: on if the model was trained"
                        + " with 'augmentation: true', else off).")
        private @Nullable TestTimeAugmentation augmentation;

        @Option(names = "--looks", paramLabel = "MODE", hidden = true, description = "Former name of --tta.")
        private @Nullable FormerLooks looks;

        @Option(
                names = "--decoding",
                paramLabel = "MODE",
                order = 4,
                description =
                        "locked: constrain the output to valid reports, so that it can always be read unless it is"
                                + " cut off. free: unconstrained output (default: locked).")
        private Mode mode = Mode.LOCKED;

        @Option(
                names = "--max-new-tokens",
                paramLabel = "N",
                order = 5,
                description =
                        "Cut an answer off after N tokens (default: " + QwenInspectorOptions.DEFAULT_NEW_TOKENS + ").")
        private int maximumNewTokens = QwenInspectorOptions.DEFAULT_NEW_TOKENS;
    }

    /** What computes. */
    static final class Machine {

        @Option(
                names = "--device",
                converter = DeviceConverter.class,
                paramLabel = "NAME",
                order = 1,
                description = "auto, cpu, cuda or cuda:N (default: auto).")
        private @Nullable Device device;

        @Option(
                names = "--dtype",
                paramLabel = "TYPE",
                order = 2,
                description =
                        "Number format of the computation: auto, float32, float16, bfloat16 or int8 (default: auto,"
                                + " which is bfloat16 where the hardware supports it). int8 rounds the weights of the language"
                                + " model while loading; 'quantize' does it once.")
        private String dtype = "auto";

        @Option(
                names = "--batch-size",
                paramLabel = "N",
                order = 3,
                description = "Number of images that the model answers together (default: 1).")
        private int batchSize = 1;
    }

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
        return machine.device == null ? Device.automatic() : machine.device;
    }

    /** Returns the number of images that the model answers together. */
    public int batchSize() {
        if (machine.batchSize < 1) {
            throw refused("--batch-size " + machine.batchSize + ": give at least 1");
        }
        return machine.batchSize;
    }

    private int maximumNewTokens() {
        int tokens = answers.maximumNewTokens;
        if (tokens < 1 || tokens > MOST_NEW_TOKENS) {
            throw refused("--max-new-tokens " + tokens + ": give at least 1 and at most " + MOST_NEW_TOKENS);
        }
        return tokens;
    }

    private Decoding decoding() {
        if (answers.maximumDefects < 1) {
            throw refused("--max-defects " + answers.maximumDefects + ": give at least 1");
        }
        return switch (answers.mode) {
            case FREE -> new Decoding.Free(sampling.sampling());
            case LOCKED -> {
                sampling.requireNone();
                yield new Decoding.Locked(answers.maximumDefects);
            }
        };
    }

    private @Nullable Double minScore() {
        if (answers.formerMinScore != null) {
            if (answers.minScore != null) {
                throw refused("--score-threshold: it is the former name of --min-score; leave it out");
            }
            answers.minScore = answers.formerMinScore;
            answers.formerMinScore = null;
            warn("--score-threshold is now called --min-score");
        }
        if (answers.minScore != null && !(answers.minScore >= 0 && answers.minScore <= 1)) {
            throw refused("--min-score " + answers.minScore + ": give a score from 0 to 1");
        }
        return answers.minScore;
    }

    private @Nullable TestTimeAugmentation augmentation() {
        if (answers.looks != null) {
            String former = "--looks " + lowerCase(answers.looks);
            if (answers.augmentation != null) {
                throw refused(former + ": it is the former name of --tta; leave it out");
            }
            answers.augmentation = answers.looks.augmentation;
            answers.looks = null;
            warn(former + " is now called --tta " + lowerCase(answers.augmentation));
        }
        return answers.augmentation;
    }

    private void warn(String change) {
        command.commandLine()
                .getErr()
                .println("millsight: " + change + "; the next version will not read the former name");
    }

    private ParameterException refused(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Returns how models are loaded and how they answer. */
    public QwenInspectorOptions settings() {
        return QwenInspectorOptions.builder()
                .compute(AdaptedModel.Compute.parse(machine.dtype, device()))
                .maximumNewTokens(maximumNewTokens())
                .decoding(decoding())
                .testTimeAugmentation(augmentation())
                .minScore(minScore())
                .build();
    }
}
