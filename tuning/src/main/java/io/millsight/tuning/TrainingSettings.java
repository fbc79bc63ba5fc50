package io.millsight.tuning;

import io.millsight.adapter.ReportTask;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.runs.BestMetric;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingGroup;
import io.millsight.runs.SettingValues;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainingMethod;
import io.millsight.runs.TrainingMethods;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.split.TypeBalance;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.OptimizerStep;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a training run of Qwen2.5-VL. A Java program builds them with {@link #builder}; the command line reads them from texts with
 * {@link #read}. Immutable.
 *
 * <p>The constants of this class, of {@link LoraSettings}, of {@link SoftPromptSettings} and of {@link RunSettings} are the settings that there
 * are. What is not given follows from
 * the {@link Preset}, which the size of the base chooses if no other is named. A run's folder holds every effective value.
 */
public final class TrainingSettings {

    /** The parameters that are trained. */
    public enum Method {
        /** Those of a LoRA adapter. */
        LORA,
        /** Those of a LoRA adapter, and magnitudes of the rows of the weights that it corrects. */
        DORA,
        /** Rows before the embeddings of every question. */
        PROMPT_TUNING,
        /** All weights of the model. */
        FULL;

        /** The name as a user writes it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where the layers of the base are. */
    public enum DeviceMap {
        /** All on one device. */
        NONE,
        /** On all GPUs of the machine, about as much on each. */
        AUTO;

        /** The name as a user writes it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A model computes in float32: what is multiplied with a loss or a weight has to stay far below its largest number. */
    static final double MAX_FACTOR = 1e6;

    private static final int MAX_EPOCH_SIZE = 10_000_000; // samples; an epoch's order is drawn as a whole
    private static final int MAX_AREA = 1 << 24; // pixels; patches take 24 bytes each

    public static final Setting<Path> MODEL = Setting.path(
                    "model", null, "Folder of the base model, or of a run that trained a whole model.")
            .alsoCalled("model_name_or_path")
            .hintedBy("model_path", "base_model", "base");
    public static final Setting<Path> DATASET = Setting.path(
                    "data", "", "Folder of annotated images: VOC, COCO, YOLO or messages-JSONL.")
            .alsoCalled("dataset")
            .hintedBy("dataset_dir", "data_dir", "data_path", "train_file");
    public static final Setting<Preset> PRESET = Setting.choice(
            "preset",
            "auto",
            Preset.class,
            "The values of settings that are not given: nano for a base of up to 100 million parameters, paper for a"
                    + " larger one, auto to choose by the base.");
    public static final Setting<Integer> SYNTHETIC = Setting.integer(
            "synthetic",
            "0",
            0,
            MAX_EPOCH_SIZE,
            "Train on this many drawn surfaces per epoch instead of a dataset; 0 for a dataset.");
    public static final Setting<Double> CURRICULUM_EPOCHS = Setting.number(
            "curriculum_epochs", "0", 0, 1e6, "Epochs in which drawn surfaces become as hard as real ones.");
    public static final Setting<String> TRAIN_SPLIT = Setting.text("train_split", "train", "Split to train on.");
    public static final Setting<String> EVAL_SPLIT = Setting.text(
                    "eval_split", "val", "Validation split; \"\" disables the evaluation.")
            .hintedBy("val_split", "validation_split");
    public static final Setting<Integer> SHOTS = Setting.integer(
                    "shots",
                    "0",
                    0,
                    Integer.MAX_VALUE,
                    "Train on this many images of each type only, chosen by the seed; 0 for all images.")
            .hintedBy("few_shot", "num_shots");
    public static final Setting<TypeBalance> BALANCE = Setting.choice(
                    "balance_types",
                    "none",
                    TypeBalance.class,
                    "oversample shows images of rare types several times in an epoch, at most ten times; none shows"
                            + " each image once.")
            .hintedBy("class_weights", "class_weight", "oversample", "weighted_sampling");
    public static final Setting<Boolean> SKIP_BAD_IMAGES = Setting.flag(
                    "skip_bad_images",
                    "false",
                    "Leave images out that cannot be read, instead of stopping. dataset.json in the run's folder lists"
                            + " these images.")
            .alsoCalled("skip_bad");
    public static final Setting<Method> METHOD = TrainingMethods.named(Setting.choice(
            TrainingMethods.KEY,
            "lora",
            Method.class,
            "What is trained: a LoRA adapter, the same with learned magnitudes of weight rows (DoRA), learned rows before"
                    + " every question (prompt tuning), or all weights of the model."));
    public static final Setting<Path> INIT_ADAPTER = Setting.path(
                    "init_adapter",
                    "",
                    "Folder of a LoRA adapter or its run to go on from with new images; its rank, alpha and modules hold. \"\""
                            + " for a new adapter.")
            .hintedBy("adapter", "adapter_name_or_path", "resume_adapter");
    public static final Setting<Integer> PARALLEL = Setting.integer(
            "parallel_micro_batches",
            "1",
            1,
            1024,
            "Forward passes of a step that run at the same time and share the processor. 2 is faster for small models,"
                    + " which do not keep several threads busy.");
    public static final Setting<Integer> PACKED_TOKENS = Setting.integer(
            "packed_tokens",
            "0",
            0,
            1 << 20,
            "Micro-batches of a step go through the model together, up to so many tokens of the language model: faster, with the"
                    + " same result up to rounding, but with the memory of as many tokens. 0: one micro-batch after the other.");
    public static final Setting<Boolean> GRADIENT_CHECKPOINTING = Setting.flag(
                    "gradient_checkpointing",
                    "false",
                    "Keep only what goes into each layer, and compute the rest again in the backward pass: less memory, a third"
                            + " more time, the same result.")
            .hintedBy("activation_checkpointing", "use_gradient_checkpointing", "recompute");
    public static final Setting<OptimizerStep.Normalization> NORMALIZATION = Setting.choice(
            "loss_normalization",
            "mean",
            OptimizerStep.Normalization.class,
            "How the losses of a step become one: mean of the batches' means, or mean over all tokens.");
    public static final Setting<OptionalDouble> PATCH_LOSS_WEIGHT = Setting.numberOrAuto(
                    "patch_loss_weight",
                    0,
                    MAX_FACTOR,
                    "Weight of the patch-level auxiliary loss, which supervises each image token with the type and the"
                            + " box of the defect under it; auto: 0.5 if the base was trained with it, else 0.")
            .formerly("cell_loss_weight");
    public static final Setting<OptionalDouble> COORDINATE_LABEL_SMOOTHING = Setting.numberOrAuto(
                    "coordinate_label_smoothing",
                    0,
                    1000,
                    "Label smoothing for coordinates: standard deviation in pixels, where a number is one token; auto: 3"
                            + " if the base was trained with the patch-level loss, else 0.")
            .formerly("coordinate_smoothing");
    public static final Setting<ReportDialect> DIALECT =
            Setting.choice("dialect", "paper", ReportDialect.class, "Form of the answers.");
    public static final Setting<ReportTask.Coordinates> COORDINATES = Setting.choice(
            "coordinates",
            "original",
            ReportTask.Coordinates.class,
            "Whose pixels the numbers in the answers count: those of the original image or of the resized image.");
    public static final Setting<BoxOrder> BOX_ORDER =
            Setting.choice("box_order", "position", BoxOrder.class, "Order in which the answers name defects.");
    public static final Setting<String> INSTRUCTION = Setting.text(
                    "instruction",
                    "",
                    "The question to the model; \"\" for the question that the base was trained with, else the"
                            + " dialect's own.")
            .hintedBy("prompt", "question");
    public static final Setting<Integer> MIN_PIXELS = Setting.integer(
                    "image_min_pixels",
                    "0",
                    0,
                    MAX_AREA,
                    "Images with fewer pixels are enlarged to this area; 0 for the model's own limit.")
            .hintedBy("min_pixels");
    public static final Setting<Integer> MAX_PIXELS = Setting.integer(
                    "image_max_pixels",
                    "0",
                    0,
                    MAX_AREA,
                    "Images with more pixels are reduced to this area; 0 for the model's own limit.")
            .hintedBy("max_pixels", "imgsz", "image_size");
    public static final Setting<Boolean> AUGMENTATION = Setting.flag(
                    "augmentation",
                    "false",
                    "Random flips, crops and lighting, new in each epoch. The model then describes images with"
                            + " test-time augmentation.")
            .hintedBy("augment", "augmentations");
    public static final Setting<String> DTYPE = Setting.text(
                    "dtype",
                    "auto",
                    "Type to compute in: auto, float32, bfloat16 or float16; auto: bfloat16 where the machine computes"
                            + " it natively.",
                    DType::isName,
                    "one of " + DType.NAMES)
            .hintedBy("bf16", "fp16", "torch_dtype", "precision");
    public static final Setting<String> DEVICE = Setting.text(
            "device",
            "auto",
            "Device to compute on: auto, cpu, cuda or cuda:N.",
            Device::isName,
            "one of " + Device.NAMES);
    public static final Setting<DeviceMap> DEVICE_MAP = Setting.choice(
            "device_map",
            "none",
            DeviceMap.class,
            "auto spreads the layers of the language model over all GPUs, for a base that one GPU cannot hold; none"
                    + " takes one device.");

    private static final List<SettingGroup> GROUPS = List.of(
            new SettingGroup(
                    "Model and data",
                    List.of(
                            MODEL,
                            DATASET,
                            RunSettings.OUTPUT,
                            PRESET,
                            TRAIN_SPLIT,
                            EVAL_SPLIT,
                            SHOTS,
                            BALANCE,
                            SKIP_BAD_IMAGES,
                            AUGMENTATION,
                            MIN_PIXELS,
                            MAX_PIXELS,
                            SYNTHETIC,
                            CURRICULUM_EPOCHS)),
            new SettingGroup("What is trained", List.of(METHOD, INIT_ADAPTER)),
            new SettingGroup("LoRA and DoRA", LoraSettings.ALL),
            new SettingGroup("Prompt tuning", SoftPromptSettings.ALL),
            new SettingGroup(
                    "Length and learning rate",
                    List.of(
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
                            RunSettings.MAX_GRAD_NORM)),
            new SettingGroup(
                    "Batches",
                    List.of(
                            RunSettings.BATCH_SIZE,
                            RunSettings.ACCUMULATION,
                            PACKED_TOKENS,
                            PARALLEL,
                            GRADIENT_CHECKPOINTING)),
            new SettingGroup("Loss", List.of(NORMALIZATION, PATCH_LOSS_WEIGHT, COORDINATE_LABEL_SMOOTHING)),
            new SettingGroup("Answers", List.of(DIALECT, COORDINATES, BOX_ORDER, INSTRUCTION)),
            new SettingGroup(
                    "Evaluation and checkpoints",
                    List.of(
                            RunSettings.EVAL_STRATEGY,
                            RunSettings.EVAL_STEPS,
                            RunSettings.EVAL_IMAGES,
                            RunSettings.BEST_METRIC,
                            RunSettings.PATIENCE,
                            RunSettings.SAVE_LIMIT,
                            RunSettings.LOGGING_STEPS)),
            new SettingGroup("Machine", List.of(RunSettings.SEED, DTYPE, DEVICE, DEVICE_MAP)));

    private static final List<Setting<?>> ALL = GROUPS.stream()
            .<Setting<?>>flatMap(group -> group.settings().stream())
            .toList();

    private static final List<Setting<?>> OF_ONE_METHOD = Stream.of(LoraSettings.ALL, SoftPromptSettings.ALL)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    private static final TrainingMethods METHODS = new TrainingMethods(
            Arrays.stream(Method.values()).map(TrainingSettings::method).toList());

    private final SettingValues values;
    private final RunSettings run;
    private final String presetReason;

    private TrainingSettings(SettingValues values, String presetReason) {
        this.values = values;
        this.run = new RunSettings(values);
        this.presetReason = presetReason;
    }

    private static TrainingMethod method(Method method) {
        List<Setting<?>> own = switch (method) {
            case LORA, DORA -> LoraSettings.ALL;
            case PROMPT_TUNING -> SoftPromptSettings.ALL;
            case FULL -> List.of();
        };
        return new TrainingMethod(
                method.toString(),
                ALL.stream()
                        .filter(setting -> own.contains(setting) || !OF_ONE_METHOD.contains(setting))
                        .toList());
    }

    /** Fills what was not given from the preset, and checks all values. */
    private static TrainingSettings complete(SettingValues.Builder values) {
        METHODS.requireOwn(values.valueOf(METHOD).toString(), values);
        Preset.Choice choice = Preset.choose(values.valueOf(PRESET), values.valueOf(MODEL));
        values.withDefaults(choice.preset().defaults(values)).with(PRESET, choice.preset());
        TrainingSettings settings = new TrainingSettings(values.build(), choice.reason());
        settings.requireDescribedImages();
        SoftPromptSettings.requireConsistent(settings);
        settings.requireAdapterToGoOnFrom();
        return settings;
    }

    private void requireDescribedImages() {
        BestMetric metric = get(RunSettings.BEST_METRIC);
        if (metric != BestMetric.EVAL_LOSS && get(RunSettings.EVAL_IMAGES) == 0) {
            throw new InvalidSettingException(RunSettings.BEST_METRIC.key() + ": "
                    + texts().get(RunSettings.BEST_METRIC.key()) + " needs images that the model describes; give "
                    + RunSettings.EVAL_IMAGES.key() + " of at least 1, or choose eval_loss");
        }
    }

    private void requireAdapterToGoOnFrom() {
        if (initAdapter().isPresent() && get(METHOD) != Method.LORA && get(METHOD) != Method.DORA) {
            throw new InvalidSettingException(
                    INIT_ADAPTER.key() + ": is for lora and dora; leave it out with the method " + get(METHOD));
        }
    }

    /** All settings, in the order in which a user should meet them. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** All settings, by what they are about. */
    public static List<SettingGroup> groups() {
        return GROUPS;
    }

    /** The methods of training Qwen2.5-VL, each with its settings. */
    public static List<TrainingMethod> methods() {
        return METHODS.all();
    }

    /** Starts settings of which nothing is given. The model and the output folder have to be given. */
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
         * @param setting a constant of {@link TrainingSettings}, {@link LoraSettings}, {@link SoftPromptSettings} or {@link RunSettings}
         * @throws InvalidSettingException if the value is outside the setting's limits
         */
        public <T> Builder with(Setting<T> setting, T value) {
            values.with(setting, value);
            return this;
        }

        /**
         * Checks and returns the settings.
         *
         * @throws InvalidSettingException if the model or the output folder is missing, or a setting belongs to another method
         */
        public TrainingSettings build() {
            return complete(values);
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
        return complete(values.addTexts(overrides));
    }

    /**
     * Reads the settings of a run that is to be continued. No preset is applied: settings that came with later versions keep the defaults that change
     * nothing.
     *
     * @param file settings.yaml of the run
     * @param overrides by key
     * @throws InvalidSettingException if a key is unknown or missing, or a value is not what it should be
     */
    static TrainingSettings ofRun(Path file, Map<String, String> overrides) {
        return new TrainingSettings(
                SettingValues.of(ALL).addFile(file).addTexts(overrides).build(), "");
    }

    /**
     * Returns these settings with a length that suits the number of training images, where the settings leave the length to the program.
     *
     * @param trainingImages images of an epoch
     */
    TrainingSettings forImages(int trainingImages) {
        TrainingSettings sized = this;
        if (get(RunSettings.MAX_STEPS) == 0) {
            sized = sized.with(RunSettings.MAX_STEPS, Preset.steps(trainingImages));
        }
        if (get(RunSettings.EVAL_STEPS) == 0) {
            int steps = sized.plan(trainingImages).totalSteps();
            sized = sized.with(RunSettings.EVAL_STEPS, Preset.stepsBetweenEvaluations(steps));
        }
        return sized;
    }

    /** Returns which samples each step learns from. */
    StepPlan plan(int samples) {
        return new StepPlan(samples, run.extent(), run.seeds());
    }

    private TrainingSettings with(Setting<Integer> setting, int value) {
        return new TrainingSettings(values.with(Map.of(setting.key(), Integer.toString(value))), presetReason);
    }

    /** The chosen preset and the reason, in one line. */
    public String presetLine() {
        Preset preset = get(PRESET);
        String other = preset == Preset.NANO ? "paper for the values of the paper" : "nano for those of a small base";
        return "settings: preset " + preset
                + (presetReason.isEmpty() ? "" : ", because " + presetReason + "; --preset " + other);
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

    /** The folder of the adapter that the training goes on from; empty for a new adapter. */
    Optional<Path> initAdapter() {
        return Optional.of(get(INIT_ADAPTER))
                .filter(folder -> !folder.toString().isEmpty());
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
