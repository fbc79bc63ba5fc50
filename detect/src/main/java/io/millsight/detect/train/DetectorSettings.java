package io.millsight.detect.train;

import io.millsight.detect.folder.Networks;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingGroup;
import io.millsight.runs.SettingValues;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainingMethod;
import io.millsight.runs.TrainingMethods;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All settings of a training run of a detector. What is not given follows from the method. Immutable. */
public final class DetectorSettings {

    /** The networks that can be trained. */
    public enum Method {
        /** YOLOv7. */
        YOLOV7,
        /** Faster R-CNN with a feature pyramid. */
        FASTER_RCNN;

        /** The name as a user writes it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final Setting<Method> METHOD =
            TrainingMethods.named(Setting.choice(TrainingMethods.KEY, "yolov7", Method.class, "The network to train."));
    public static final Setting<Path> DATASET = Setting.path(
                    "data", null, "Folder of annotated images: VOC, COCO, YOLO or messages-JSONL.")
            .alsoCalled("dataset")
            .hintedBy("dataset_dir", "data_dir", "data_path", "train_file");
    public static final Setting<String> TRAIN_SPLIT = Setting.text("train_split", "train", "Split to train on.");
    public static final Setting<String> EVAL_SPLIT = Setting.text(
                    "eval_split", "val", "Validation split; \"\" disables the evaluation.")
            .hintedBy("val_split", "validation_split");
    public static final Setting<String> VARIANT = Setting.text(
            "variant",
            "auto",
            "Size of the network: tiny or base for yolov7; resnet18, resnet50 or mobilenet_v3_large for faster_rcnn;"
                    + " auto for tiny and resnet18.");
    public static final Setting<Path> WEIGHTS = Setting.path(
                    "weights",
                    "",
                    "File to start from, safetensors or .pth: a published detector of this variant, or a backbone for"
                            + " faster_rcnn; \"\" to start from nothing.")
            .hintedBy("pretrained", "pretrained_weights", "checkpoint");
    public static final Setting<Integer> IMAGE_SIZE = Setting.integer(
                    "image_size",
                    "224",
                    32,
                    Networks.MAX_SIZE,
                    "Side in pixels of the square into which images are fitted; a multiple of 32.")
            .hintedBy("imgsz", "img_size");
    public static final Setting<Double> MOMENTUM =
            Setting.fraction("momentum", "0.937", "Momentum of stochastic gradient descent.");
    public static final Setting<Double> AVERAGE_DECAY = Setting.fraction(
            "ema_decay",
            "0.9995",
            "Decay of the moving average of the weights, which is evaluated and saved; 0 for the last weights.");
    public static final Setting<Double> MOSAIC =
            Setting.number("mosaic", "1", 0, 1, "Share of the training images that are combined of four images.");
    public static final Setting<Double> CLOSE_MOSAIC = Setting.number(
            "close_mosaic", "0.15", 0, 1, "Share of the epochs, at the end, in which images are not combined.");
    public static final Setting<Double> MIXUP =
            Setting.number("mixup", "0.05", 0, 1, "Share of the combined images that are blended with another one.");
    public static final Setting<Double> SCALE = Setting.number(
            "scale", "0.5", 0, 0.9, "Images are enlarged by a random factor from 1 - scale to 1.1 + scale.");
    public static final Setting<Double> TRANSLATE =
            Setting.number("translate", "0.1", 0, 0.5, "Images are moved by up to this share of their side.");
    public static final Setting<Double> BRIGHTNESS = Setting.number(
            "brightness", "0.4", 0, 1, "Grey values are multiplied with a random factor up to this far from 1.");
    public static final Setting<Boolean> FLIP =
            Setting.flag("flip", "true", "Flip images at random, sideways and upside down.");
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

    private static final List<SettingGroup> GROUPS = List.of(
            new SettingGroup(
                    "Data and network",
                    List.of(
                            METHOD,
                            DATASET,
                            RunSettings.OUTPUT,
                            TRAIN_SPLIT,
                            EVAL_SPLIT,
                            VARIANT,
                            WEIGHTS,
                            IMAGE_SIZE)),
            new SettingGroup(
                    "Length and learning rate",
                    List.of(
                            RunSettings.EPOCHS,
                            RunSettings.MAX_STEPS,
                            RunSettings.LEARNING_RATE,
                            RunSettings.SCHEDULER,
                            RunSettings.WARMUP_RATIO,
                            RunSettings.WARMUP_STEPS,
                            MOMENTUM,
                            RunSettings.WEIGHT_DECAY,
                            RunSettings.MAX_GRAD_NORM,
                            AVERAGE_DECAY)),
            new SettingGroup("Batches", List.of(RunSettings.BATCH_SIZE, RunSettings.ACCUMULATION)),
            new SettingGroup("Augmentation", List.of(MOSAIC, CLOSE_MOSAIC, MIXUP, SCALE, TRANSLATE, BRIGHTNESS, FLIP)),
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
            new SettingGroup("Machine", List.of(RunSettings.SEED, DTYPE, DEVICE)));

    private static final List<Setting<?>> ALL = GROUPS.stream()
            .<Setting<?>>flatMap(group -> group.settings().stream())
            .toList();

    /** Values of both methods that differ from the defaults of training Qwen2.5-VL. */
    private static final Map<String, String> COMMON = Map.of(
            RunSettings.ACCUMULATION.key(), "1",
            RunSettings.LEARNING_RATE.key(), "0.01",
            RunSettings.SCHEDULER.key(), "cosine",
            RunSettings.WARMUP_STEPS.key(), "500",
            RunSettings.MAX_GRAD_NORM.key(), "10",
            RunSettings.EVAL_STRATEGY.key(), "steps",
            RunSettings.EVAL_STEPS.key(), "auto",
            RunSettings.EVAL_IMAGES.key(), "100000",
            RunSettings.BEST_METRIC.key(), "map50");

    private static final Map<Method, Map<String, String>> OF_METHOD = Map.of(
            Method.YOLOV7,
            Map.of(
                    RunSettings.BATCH_SIZE.key(), "16",
                    RunSettings.EPOCHS.key(), "250",
                    RunSettings.WEIGHT_DECAY.key(), "5e-4"),
            Method.FASTER_RCNN,
            Map.of(
                    RunSettings.BATCH_SIZE.key(), "8",
                    RunSettings.EPOCHS.key(), "90",
                    RunSettings.WEIGHT_DECAY.key(), "1e-4",
                    MOMENTUM.key(), "0.9",
                    IMAGE_SIZE.key(), "256",
                    MOSAIC.key(), "0",
                    SCALE.key(), "0.3"));

    /** Values for a start from published weights, which needs fewer epochs. */
    private static final Map<Method, Map<String, String>> WITH_WEIGHTS = Map.of(
            Method.YOLOV7,
            Map.of(RunSettings.EPOCHS.key(), "80"),
            Method.FASTER_RCNN,
            Map.of(
                    RunSettings.BATCH_SIZE.key(), "4",
                    RunSettings.EPOCHS.key(), "24",
                    RunSettings.LEARNING_RATE.key(), "0.005"));

    private static final int EVALUATIONS = 25; // of a run with eval_steps auto

    private final SettingValues values;
    private final RunSettings run;

    private DetectorSettings(SettingValues values) {
        this.values = values;
        this.run = new RunSettings(values);
    }

    /** All settings, by what they are about. */
    public static List<SettingGroup> groups() {
        return GROUPS;
    }

    /** The methods, each with its settings. */
    public static List<TrainingMethod> methods() {
        return Arrays.stream(Method.values())
                .map(method -> new TrainingMethod(method.toString(), ALL))
                .toList();
    }

    /**
     * Reads a run's settings.
     *
     * @param file YAML; null for none
     * @param overrides by key, from the command line
     * @param fallbacks by key, for what neither the file nor the command line gives; those of other methods are ignored
     * @throws io.millsight.runs.InvalidSettingException if a key is unknown or missing, or a value is not what it should be
     */
    public static DetectorSettings read(
            @Nullable Path file, Map<String, String> overrides, Map<String, String> fallbacks) {
        SettingValues.Builder values = SettingValues.of(ALL);
        ALL.forEach(setting -> {
            String text = fallbacks.get(setting.key());
            if (text != null) {
                values.addTexts(Map.of(setting.key(), text));
            }
        });
        if (file != null) {
            values.addFile(file);
        }
        values.addTexts(overrides);
        Map<String, String> defaults = new LinkedHashMap<>(COMMON);
        Method method = values.valueOf(METHOD);
        defaults.putAll(Objects.requireNonNull(OF_METHOD.get(method)));
        if (!values.valueOf(WEIGHTS).toString().isEmpty()) {
            defaults.putAll(Objects.requireNonNull(WITH_WEIGHTS.get(method)));
        }
        return new DetectorSettings(values.withDefaults(defaults).build());
    }

    /** Reads the settings of a run that is to be continued: its file holds every value. */
    static DetectorSettings ofRun(Path file, Map<String, String> overrides) {
        return new DetectorSettings(
                SettingValues.of(ALL).addFile(file).addTexts(overrides).build());
    }

    /** Returns these settings with a number of steps between evaluations, where they leave it to the program: whole epochs. */
    DetectorSettings forImages(int trainingImages) {
        if (get(RunSettings.EVAL_STEPS) != 0) {
            return this;
        }
        StepPlan plan = plan(trainingImages);
        int epoch = Math.max(1, (int) Math.round(1 / plan.epochsAfter(1)));
        int epochs = Math.max(1, Math.round((float) plan.totalSteps() / EVALUATIONS / epoch));
        return new DetectorSettings(
                values.with(Map.of(RunSettings.EVAL_STEPS.key(), Integer.toString(epochs * epoch))));
    }

    /** Returns which images each step learns from. */
    StepPlan plan(int images) {
        return new StepPlan(images, run.extent(), run.seeds());
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

    /** The folder of the run. */
    public Path output() {
        return run.output();
    }
}
