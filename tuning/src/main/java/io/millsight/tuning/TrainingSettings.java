package io.millsight.tuning;

import io.millsight.adapter.ReportTask;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingValues;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.OptimizerStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a training run of Qwen2.5-VL. A Java program builds them with {@link #builder}; the command line reads them from texts with
 * {@link #read}. Immutable.
 *
 * <p>The constants of this class, of {@link LoraSettings} and of {@link RunSettings} are the settings that there are. Their defaults are those of the
 * paper: LoRA with r 16, alpha 32 and dropout 0.05 on all projections, AdamW with a learning rate of 2e-5, batches of 1 accumulated to 4, 4 epochs.
 */
public final class TrainingSettings {

    /** The parameters that are trained. */
    public enum Method {
        /** Those of a LoRA adapter. */
        LORA,
        /** All weights of the model. */
        FULL
    }

    /** A model computes in float32: what is multiplied with a loss or a weight has to stay far below its largest number. */
    static final double MAX_FACTOR = 1e6;

    private static final int MAX_EPOCH_SIZE = 10_000_000; // samples; an epoch's order is drawn as a whole
    private static final int MAX_AREA = 1 << 24; // pixels; patches take 24 bytes each

    public static final Setting<Path> MODEL = Setting.path(
            "model_name_or_path", null, "folder of the base model, or of a run that trained a whole model");
    public static final Setting<Path> DATASET =
            Setting.path("dataset", "", "folder of annotated images: VOC, COCO, YOLO or messages-JSONL");
    public static final Setting<Integer> SYNTHETIC = Setting.integer(
            "synthetic",
            "0",
            0,
            MAX_EPOCH_SIZE,
            "train on so many drawn surfaces per epoch instead of a dataset; 0 for a dataset");
    public static final Setting<Double> CURRICULUM_EPOCHS = Setting.number(
            "curriculum_epochs", "0", 0, 1e6, "epochs in which drawn surfaces become as hard as real ones");
    public static final Setting<String> TRAIN_SPLIT = Setting.text("train_split", "train", "the split to train on");
    public static final Setting<String> EVAL_SPLIT =
            Setting.text("eval_split", "val", "the split for the evaluation loss; an empty text for none");
    public static final Setting<Integer> SHOTS = Setting.integer(
            "shots",
            "0",
            0,
            Integer.MAX_VALUE,
            "train on so many images of each type only, chosen by the seed; 0 for all");
    public static final Setting<Method> METHOD =
            Setting.choice("finetuning_type", "lora", Method.class, "the parameters that are trained");
    public static final Setting<Integer> PARALLEL = Setting.integer(
            "parallel_micro_batches",
            "1",
            1,
            1024,
            "so many of a step's forward passes at once, which share the processor's threads; for small models, which do not keep several threads busy");
    public static final Setting<OptimizerStep.Normalization> NORMALIZATION = Setting.choice(
            "loss_normalization",
            "mean",
            OptimizerStep.Normalization.class,
            "mean of the batches' means, or mean over all tokens of a step");
    public static final Setting<OptionalDouble> PATCH_LOSS_WEIGHT = Setting.numberOrAuto(
                    "patch_loss_weight",
                    0,
                    MAX_FACTOR,
                    "weight of the patch-level auxiliary loss, which supervises each image token with the type and the box of the defect under it; auto: 0.5 if the base was trained with it, else 0")
            .formerly("cell_loss_weight");
    public static final Setting<OptionalDouble> COORDINATE_LABEL_SMOOTHING = Setting.numberOrAuto(
                    "coordinate_label_smoothing",
                    0,
                    1000,
                    "standard deviation of the label smoothing over neighbouring coordinates, where a number is one token; auto: 3 if the base was trained with the patch-level loss, else 0")
            .formerly("coordinate_smoothing");
    public static final Setting<ReportDialect> DIALECT =
            Setting.choice("dialect", "paper", ReportDialect.class, "the language of the answers");
    public static final Setting<ReportTask.Coordinates> COORDINATES = Setting.choice(
            "coordinates", "original", ReportTask.Coordinates.class, "what the numbers in the answers count pixels of");
    public static final Setting<BoxOrder> BOX_ORDER =
            Setting.choice("box_order", "position", BoxOrder.class, "in which order the answers name defects");
    public static final Setting<String> INSTRUCTION = Setting.text(
            "instruction",
            "",
            "the question to the model; an empty text for the one that the base was trained with, else the dialect's own");
    public static final Setting<Integer> MIN_PIXELS = Setting.integer(
            "image_min_pixels", "0", 0, MAX_AREA, "smaller images are enlarged to this area; 0 for the model's own");
    public static final Setting<Integer> MAX_PIXELS = Setting.integer(
            "image_max_pixels", "0", 0, MAX_AREA, "larger images are reduced to this area; 0 for the model's own");
    public static final Setting<Boolean> AUGMENTATION = Setting.flag(
            "augmentation",
            "false",
            "random flips, crops and lighting, new in each epoch; the model then describes images with test-time augmentation");
    public static final Setting<String> DTYPE = Setting.text(
            "dtype",
            "auto",
            "type to compute in: auto, float32, bfloat16 or float16 (auto: bfloat16 where it is native)",
            DType::isName,
            "one of " + DType.NAMES);
    public static final Setting<String> DEVICE =
            Setting.text("device", "auto", "auto, cpu, cuda or cuda:N", Device::isName, "one of " + Device.NAMES);

    private static final List<Setting<?>> ALL = List.of(
            MODEL,
            DATASET,
            SYNTHETIC,
            CURRICULUM_EPOCHS,
            RunSettings.OUTPUT,
            TRAIN_SPLIT,
            EVAL_SPLIT,
            SHOTS,
            METHOD,
            LoraSettings.RANK,
            LoraSettings.ALPHA,
            LoraSettings.DROPOUT,
            LoraSettings.TARGET,
            LoraSettings.SCOPE,
            LoraSettings.RANK_STABILIZED,
            LoraSettings.RANK_PATTERN,
            LoraSettings.ALPHA_PATTERN,
            RunSettings.BATCH_SIZE,
            RunSettings.ACCUMULATION,
            PARALLEL,
            RunSettings.EPOCHS,
            RunSettings.MAX_STEPS,
            RunSettings.LEARNING_RATE,
            RunSettings.SCHEDULER,
            RunSettings.WARMUP_RATIO,
            RunSettings.WARMUP_STEPS,
            RunSettings.WEIGHT_DECAY,
            RunSettings.BETA1,
            RunSettings.BETA2,
            RunSettings.EPSILON,
            RunSettings.MAX_GRAD_NORM,
            NORMALIZATION,
            PATCH_LOSS_WEIGHT,
            COORDINATE_LABEL_SMOOTHING,
            DIALECT,
            COORDINATES,
            BOX_ORDER,
            INSTRUCTION,
            MIN_PIXELS,
            MAX_PIXELS,
            AUGMENTATION,
            RunSettings.EVAL_STRATEGY,
            RunSettings.EVAL_STEPS,
            RunSettings.LOGGING_STEPS,
            RunSettings.SAVE_LIMIT,
            RunSettings.SEED,
            DTYPE,
            DEVICE);

    private final SettingValues values;
    private final RunSettings run;

    private TrainingSettings(SettingValues values) {
        this.values = values;
        this.run = new RunSettings(values);
    }

    /** All settings, in the order in which a user should meet them. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** Starts settings that are all at their defaults. The model and the output folder have to be given. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds settings from typed values. Not for concurrent use. */
    public static final class Builder {

        private final SettingValues.Builder values = SettingValues.of(ALL);

        private Builder() {}

        /** Sets the folder of the base model, or of a run that trained a whole model. */
        public Builder model(Path folder) {
            return with(MODEL, folder);
        }

        /** Sets the folder of the annotated images: VOC, COCO, YOLO or messages-JSONL. */
        public Builder dataset(Path folder) {
            return with(DATASET, folder);
        }

        /** Sets the folder of the run, which must be empty or absent. */
        public Builder output(Path folder) {
            return with(RunSettings.OUTPUT, folder);
        }

        /**
         * Sets any setting.
         *
         * @param setting a constant of {@link TrainingSettings}, {@link LoraSettings} or {@link RunSettings}
         * @throws InvalidSettingException if the value is outside the setting's limits
         */
        public <T> Builder with(Setting<T> setting, T value) {
            values.with(setting, value);
            return this;
        }

        /**
         * Checks and returns the settings.
         *
         * @throws InvalidSettingException if the model or the output folder is missing
         */
        public TrainingSettings build() {
            return new TrainingSettings(values.build());
        }
    }

    /**
     * Reads a run's settings.
     *
     * @param file YAML; null for none
     * @param overrides by key, from the command line
     * @throws InvalidSettingException if a key is unknown or missing, or a value is not what it should be
     */
    public static TrainingSettings read(@Nullable Path file, Map<String, String> overrides) {
        return read(file, overrides, Map.of());
    }

    /**
     * Reads a run's settings.
     *
     * @param file YAML; null for none
     * @param overrides by key, from the command line
     * @param fallbacks by key, for what neither the file nor the command line gives
     * @throws InvalidSettingException if a key is unknown or missing, or a value is not what it should be
     */
    public static TrainingSettings read(
            @Nullable Path file, Map<String, String> overrides, Map<String, String> fallbacks) {
        SettingValues.Builder values = SettingValues.of(ALL).addTexts(fallbacks);
        if (file != null) {
            values.addFile(file);
        }
        return new TrainingSettings(values.addTexts(overrides).build());
    }

    /** The value of a setting. */
    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** Every setting by key, as a YAML file holds them. */
    public Map<String, String> texts() {
        return values.texts();
    }

    /** The settings that every training run has. */
    RunSettings run() {
        return run;
    }

    /** The folder of the base model, or of a run that trained a whole model. */
    public Path model() {
        return get(MODEL);
    }

    /** The folder of annotated images; the empty path for none. */
    public Path dataset() {
        return get(DATASET);
    }

    /** The folder of the run. */
    public Path output() {
        return run.output();
    }

    /** The shape of the adapter that the settings describe. */
    public LoraConfig lora() {
        return LoraSettings.config(values);
    }

    AdamW.Settings optimizer() {
        return new AdamW.Settings(
                get(RunSettings.BETA1),
                get(RunSettings.BETA2),
                get(RunSettings.EPSILON),
                get(RunSettings.WEIGHT_DECAY));
    }
}
