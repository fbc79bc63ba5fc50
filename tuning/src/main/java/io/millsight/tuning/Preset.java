package io.millsight.tuning;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values for the settings that a user does not give. A small base learns nothing with the learning rate and the few steps that suit a base of
 * billions of parameters, so the size of the base chooses.
 */
public enum Preset {
    /** The preset that suits the size of the base. */
    AUTO,
    /** The values of the paper: LoRA with r 16, alpha 32 and dropout 0.05, a learning rate of 2e-5, batches of 1 accumulated to 4, 4 epochs. */
    PAPER,
    /** The values that the small base which comes with the program was tuned with. */
    NANO;

    /** A base up to this size is a small one; the published sizes begin at 3 billion. */
    private static final long MOST_PARAMETERS_OF_A_SMALL_BASE = 100_000_000;

    /** Steps that every run makes, plus one for each training image, up to a limit; see {@link #steps}. */
    private static final int LEAST_STEPS = 250;

    private static final int MOST_STEPS = 2200;

    /** From about so many rows on, larger products are no faster, but take more memory. */
    private static final String PACKED_TOKENS = "1024";

    private static final int EVALUATIONS = 8;

    /** Values by key. Made at each call, because the settings' own initialisation needs this enum. */
    private Map<String, String> ownValues() {
        return switch (this) {
            case AUTO -> Map.of();
            case PAPER -> Map.of(TrainingSettings.PACKED_TOKENS.key(), PACKED_TOKENS);
            case NANO -> nanoValues();
        };
    }

    private static Map<String, String> nanoValues() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(TrainingSettings.PACKED_TOKENS.key(), PACKED_TOKENS);
        values.put(LoraSettings.RANK.key(), "64");
        values.put(LoraSettings.ALPHA.key(), "128");
        values.put(LoraSettings.DROPOUT.key(), "0");
        values.put(RunSettings.MAX_STEPS.key(), "auto");
        values.put(RunSettings.LEARNING_RATE.key(), "1e-3");
        values.put(RunSettings.SCHEDULER.key(), "cosine");
        values.put(RunSettings.WARMUP_RATIO.key(), "0.03");
        values.put(RunSettings.BETA2.key(), "0.98");
        values.put(RunSettings.BATCH_SIZE.key(), "8");
        values.put(RunSettings.ACCUMULATION.key(), "2");
        values.put(TrainingSettings.PARALLEL.key(), "2");
        values.put(TrainingSettings.AUGMENTATION.key(), "true");
        values.put(RunSettings.EVAL_STRATEGY.key(), "steps");
        values.put(RunSettings.EVAL_STEPS.key(), "auto");
        values.put(RunSettings.EVAL_IMAGES.key(), "48");
        values.put(RunSettings.BEST_METRIC.key(), "map50");
        return values;
    }

    /**
     * Values for prompt tuning under every preset. A soft prompt learns nothing at the rates of LoRA, and decay would pull its rows away from the
     * embeddings that they begin with.
     */
    private static Map<String, String> promptTuningValues() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(RunSettings.LEARNING_RATE.key(), "3e-2");
        values.put(RunSettings.SCHEDULER.key(), "cosine");
        values.put(RunSettings.WEIGHT_DECAY.key(), "0");
        return values;
    }

    /**
     * A preset and why it was chosen.
     *
     * @param preset never {@link #AUTO}
     * @param reason continues "because"; empty if a user named the preset
     */
    record Choice(Preset preset, String reason) {}

    /**
     * Chooses a preset.
     *
     * @param named by the user, or {@link #AUTO}
     * @param model folder of the base; looked at only if no preset is named
     */
    static Choice choose(Preset named, Path model) {
        if (named != AUTO) {
            return new Choice(named, "");
        }
        Path folder = CheckpointFolder.resolve(model);
        if (!Files.isDirectory(folder)) {
            return new Choice(PAPER, "the size of the base is not known");
        }
        long parameters = new ParameterShapes(ModelFolder.open(folder).config()).parameters();
        return new Choice(
                parameters > MOST_PARAMETERS_OF_A_SMALL_BASE ? PAPER : NANO,
                "the base has " + words(parameters) + " parameters");
    }

    private static String words(long parameters) {
        return parameters < 1_000_000_000
                ? Math.max(1, Math.round(parameters / 1e6)) + " million"
                : String.format(Locale.ROOT, "%.1f billion", parameters / 1e9);
    }

    /**
     * Returns the values of the preset by key. A value that would contradict what the user gave is left out.
     *
     * @param given what the user gave
     */
    Map<String, String> defaults(SettingValues.Builder given) {
        Map<String, String> values = new LinkedHashMap<>(ownValues());
        if (given.valueOf(TrainingSettings.METHOD) == TrainingSettings.Method.PROMPT_TUNING) {
            values.putAll(promptTuningValues());
        }
        if (given.isGiven(RunSettings.EPOCHS)) { // the user counts in epochs
            values.remove(RunSettings.MAX_STEPS.key());
        }
        if (given.isGiven(RunSettings.EVAL_IMAGES) && given.valueOf(RunSettings.EVAL_IMAGES) == 0) {
            values.remove(RunSettings.BEST_METRIC.key());
        }
        if (given.isGiven(RunSettings.ACCUMULATION) && given.valueOf(RunSettings.ACCUMULATION) == 1) {
            values.remove(TrainingSettings.PARALLEL.key());
        }
        return values;
    }

    /** Returns the value of a setting under this preset as a user would write it; null if the preset leaves the setting alone. */
    public @Nullable String value(Setting<?> setting) {
        return ownValues().get(setting.key());
    }

    /**
     * Returns how many steps a run on so many training images makes: a few hundred for a handful of images, which a small model needs to learn to
     * place defects, and up to 24 passes over a large dataset.
     */
    static int steps(int trainingImages) {
        return (int) Math.min(MOST_STEPS, LEAST_STEPS + (long) trainingImages);
    }

    /** Returns the steps between the evaluations of a run. */
    static int stepsBetweenEvaluations(int steps) {
        return Math.max(1, (steps + EVALUATIONS - 1) / EVALUATIONS);
    }

    /** The name as a user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
