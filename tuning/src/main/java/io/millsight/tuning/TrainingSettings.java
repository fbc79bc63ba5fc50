package io.millsight.tuning;

import io.millsight.adapter.ReportTask;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.LearningRateSchedule;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingValues;
import io.millsight.runs.StepPlan;
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
 * Everything that a run is told. The defaults are the paper's: LoRA with r 16, alpha 32 and dropout 0.05 on all projections, AdamW with a learning
 * rate of 2e-5, batches of 1 accumulated to 4, 4 epochs.
 */
public final class TrainingSettings {

    /** What learns. */
    public enum Method {
        /** A LoRA adapter. */
        LORA,
        /** All weights. */
        FULL
    }

    /** Where an adapter goes. */
    public enum Scope {
        /** Wherever lora_target matches, as PEFT does: also in the MLPs of the vision tower. */
        AS_NAMED,
        /** In the language model only. */
        TEXT_ONLY
    }

    /** When the run evaluates and saves. */
    public enum Strategy {
        EPOCH,
        STEPS,
        /** Only saves, at the end. */
        NO
    }

    private static final double ANY = Double.MAX_VALUE;
    private static final int ANY_COUNT = Integer.MAX_VALUE;

    /** A model computes in float32: what is multiplied with a loss or a weight has to stay far below its largest number. */
    private static final double LARGEST_FACTOR = 1e6;

    private static final int LARGEST_RANK = 4096;
    private static final int LARGEST_EPOCH = 10_000_000; // samples; an epoch's order is drawn as a whole
    private static final int LARGEST_PICTURE = 1 << 24; // pixels; patches take 24 bytes each

    static final Setting<String> MODEL =
            Setting.path("model_name_or_path", null, "folder of the base model, or of a run that taught a whole model");
    static final Setting<String> DATASET =
            Setting.path("dataset", "", "folder of annotated images: VOC, COCO, YOLO or messages-JSONL");
    static final Setting<Integer> SYNTHETIC = Setting.integer(
            "synthetic",
            "0",
            0,
            LARGEST_EPOCH,
            "learn from drawn surfaces instead of a dataset, so many in an epoch; 0 for a dataset");
    static final Setting<Double> CURRICULUM_EPOCHS = Setting.number(
            "curriculum_epochs", "0", 0, 1e6, "epochs in which drawn surfaces become as hard as real ones");
    static final Setting<String> OUTPUT = Setting.path("output_dir", null, "folder of the run, made new");
    static final Setting<String> TRAIN_SPLIT = Setting.text("train_split", "train", "the split to learn from");
    static final Setting<String> EVAL_SPLIT =
            Setting.text("eval_split", "val", "the split to watch the loss on; an empty text for none");
    static final Setting<Integer> SHOTS = Setting.integer(
            "shots",
            "0",
            0,
            ANY_COUNT,
            "learn from so many images of each type only, which the seed chooses; 0 for all");
    static final Setting<Method> METHOD = Setting.choice("finetuning_type", "lora", Method.class, "what learns");
    static final Setting<Integer> LORA_RANK =
            Setting.integer("lora_rank", "16", 1, LARGEST_RANK, "inner width of the adapter");
    static final Setting<Double> LORA_ALPHA =
            Setting.number("lora_alpha", "32", 0, LARGEST_FACTOR, "the adapter is scaled by alpha / rank");
    static final Setting<Double> LORA_DROPOUT =
            Setting.number("lora_dropout", "0.05", 0, 0.999, "dropout of the adapter's input");
    static final Setting<List<String>> LORA_TARGET = Setting.modules(
            "lora_target",
            String.join(",", LoraConfig.PROJECTIONS),
            "modules to adapt: names, all-linear, or one regular expression for whole names");
    static final Setting<Scope> LORA_SCOPE =
            Setting.choice("lora_scope", "as_named", Scope.class, "where the names may match");
    static final Setting<Boolean> USE_RSLORA = Setting.flag("use_rslora", "false", "scale by alpha / sqrt(rank)");
    static final Setting<Map<String, Integer>> RANK_PATTERN =
            Setting.integersByModule("rank_pattern", 1, LARGEST_RANK, "other ranks for some modules, name=rank");
    static final Setting<Map<String, Double>> ALPHA_PATTERN =
            Setting.numbersByModule("alpha_pattern", 0, LARGEST_FACTOR, "other alphas for some modules, name=alpha");
    static final Setting<Integer> BATCH_SIZE =
            Setting.integer("per_device_train_batch_size", "1", 1, ANY_COUNT, "samples in one forward pass");
    static final Setting<Integer> ACCUMULATION =
            Setting.integer("gradient_accumulation_steps", "4", 1, ANY_COUNT, "forward passes in one step");
    static final Setting<Integer> PARALLEL = Setting.integer(
            "parallel_micro_batches",
            "1",
            1,
            1024,
            "so many of a step's forward passes at once, which share the processor's threads; for small models, which do not keep several threads busy");
    static final Setting<Double> EPOCHS =
            Setting.positive("num_train_epochs", "4", 1e6, "passes over the training split");
    static final Setting<Integer> MAX_STEPS =
            Setting.countOrNone("max_steps", "optimiser steps instead of epochs; -1 for none");
    static final Setting<Double> LEARNING_RATE = Setting.number("learning_rate", "2e-5", 0, 10, "peak learning rate");
    static final Setting<LearningRateSchedule.Kind> SCHEDULER = Setting.choice(
            "lr_scheduler_type", "linear", LearningRateSchedule.Kind.class, "how the learning rate falls");
    static final Setting<Double> WARMUP_RATIO =
            Setting.number("warmup_ratio", "0", 0, 1, "share of the steps in which the learning rate rises");
    static final Setting<Integer> WARMUP_STEPS =
            Setting.integer("warmup_steps", "0", 0, ANY_COUNT, "the same in steps; wins if not 0");
    static final Setting<Double> WEIGHT_DECAY = Setting.number("weight_decay", "0.01", 0, 10, "of AdamW");
    static final Setting<Double> BETA1 = Setting.fraction("adam_beta1", "0.9", "of AdamW");
    static final Setting<Double> BETA2 = Setting.fraction("adam_beta2", "0.999", "of AdamW");
    static final Setting<Double> EPSILON = Setting.number("adam_epsilon", "1e-8", 0, 1, "of AdamW");
    static final Setting<Double> MAX_GRAD_NORM = Setting.number(
            "max_grad_norm", "1.0", 0, ANY, "larger gradients are scaled down to this norm; 0 for no clipping");
    static final Setting<OptimizerStep.Normalization> NORMALIZATION = Setting.choice(
            "loss_normalization",
            "mean",
            OptimizerStep.Normalization.class,
            "mean of the batches' means, or mean over all tokens of a step");
    static final Setting<OptionalDouble> CELL_LOSS_WEIGHT = Setting.numberOrAuto(
            "cell_loss_weight",
            0,
            LARGEST_FACTOR,
            "also teach every token of an image to name what it shows, and where that begins and ends, with this weight; auto: 0.5 if the base was taught so, else 0");
    public static final Setting<OptionalDouble> COORDINATE_SMOOTHING = Setting.numberOrAuto(
            "coordinate_smoothing",
            0,
            1000,
            "spread the target of a coordinate over its neighbours, with this standard deviation, where a number is one token; auto: 3 if the base's image tokens tell what they show, else 0");
    static final Setting<ReportDialect> DIALECT =
            Setting.choice("dialect", "paper", ReportDialect.class, "the language of the answers");
    static final Setting<ReportTask.Coordinates> COORDINATES = Setting.choice(
            "coordinates", "original", ReportTask.Coordinates.class, "what the numbers in the answers count pixels of");
    static final Setting<BoxOrder> BOX_ORDER =
            Setting.choice("box_order", "position", BoxOrder.class, "in which order the answers name defects");
    static final Setting<String> INSTRUCTION = Setting.text(
            "instruction",
            "",
            "the question to the model; an empty text for the one that the base was taught with, else the dialect's own");
    static final Setting<Integer> MIN_PIXELS = Setting.integer(
            "image_min_pixels",
            "0",
            0,
            LARGEST_PICTURE,
            "smaller images are enlarged to this area; 0 for the model's own");
    static final Setting<Integer> MAX_PIXELS = Setting.integer(
            "image_max_pixels",
            "0",
            0,
            LARGEST_PICTURE,
            "larger images are reduced to this area; 0 for the model's own");
    static final Setting<Boolean> AUGMENT = Setting.flag(
            "augmentation",
            "false",
            "flips, crops and light, anew in each epoch; the model then looks at all flips and at parts of pictures when it describes them");
    static final Setting<Strategy> EVAL_STRATEGY =
            Setting.choice("eval_strategy", "epoch", Strategy.class, "when to evaluate and save");
    static final Setting<Integer> EVAL_STEPS =
            Setting.integer("eval_steps", "500", 1, ANY_COUNT, "steps between evaluations, with eval_strategy steps");
    static final Setting<Integer> LOGGING_STEPS = Setting.integer(
            "logging_steps",
            "10",
            1,
            ANY_COUNT,
            "steps between the lines of metrics.jsonl, whose loss is the mean since the line before");
    static final Setting<Integer> SAVE_LIMIT =
            Setting.integer("save_total_limit", "2", 1, ANY_COUNT, "checkpoints to keep besides the best");
    static final Setting<Integer> SEED = Setting.integer("seed", "42", 0, ANY_COUNT, "of everything that is drawn");
    static final Setting<String> DTYPE = Setting.text(
            "dtype",
            "auto",
            "type to compute in: auto, float32, bfloat16 or float16 (auto: bfloat16 where it is native)",
            DType::isName,
            "one of " + DType.NAMES);
    static final Setting<String> DEVICE =
            Setting.text("device", "auto", "auto, cpu, cuda or cuda:N", Device::isName, "one of " + Device.NAMES);

    private static final List<Setting<?>> ALL = List.of(
            MODEL,
            DATASET,
            SYNTHETIC,
            CURRICULUM_EPOCHS,
            OUTPUT,
            TRAIN_SPLIT,
            EVAL_SPLIT,
            SHOTS,
            METHOD,
            LORA_RANK,
            LORA_ALPHA,
            LORA_DROPOUT,
            LORA_TARGET,
            LORA_SCOPE,
            USE_RSLORA,
            RANK_PATTERN,
            ALPHA_PATTERN,
            BATCH_SIZE,
            ACCUMULATION,
            PARALLEL,
            EPOCHS,
            MAX_STEPS,
            LEARNING_RATE,
            SCHEDULER,
            WARMUP_RATIO,
            WARMUP_STEPS,
            WEIGHT_DECAY,
            BETA1,
            BETA2,
            EPSILON,
            MAX_GRAD_NORM,
            NORMALIZATION,
            CELL_LOSS_WEIGHT,
            COORDINATE_SMOOTHING,
            DIALECT,
            COORDINATES,
            BOX_ORDER,
            INSTRUCTION,
            MIN_PIXELS,
            MAX_PIXELS,
            AUGMENT,
            EVAL_STRATEGY,
            EVAL_STEPS,
            LOGGING_STEPS,
            SAVE_LIMIT,
            SEED,
            DTYPE,
            DEVICE);

    private final SettingValues values;

    private TrainingSettings(SettingValues values) {
        this.values = values;
        ALL.forEach(values::get); // refuse what is wrong before anything is loaded
    }

    /** All settings, in the order in which a user should meet them. */
    public static List<Setting<?>> all() {
        return ALL;
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
     * @param fallbacks by key, for what neither the file nor the command line says
     */
    public static TrainingSettings read(
            @Nullable Path file, Map<String, String> overrides, Map<String, String> fallbacks) {
        SettingValues values = new SettingValues(ALL);
        fallbacks.forEach((key, value) -> values.add(key, value, ""));
        if (file != null) {
            values.addFile(file);
        }
        overrides.forEach((key, value) -> values.add(key, value, ""));
        return new TrainingSettings(values);
    }

    <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** Every setting by key, as a YAML file would hold them. */
    public Map<String, String> effective() {
        return values.effective(ALL);
    }

    public Path model() {
        return Path.of(get(MODEL));
    }

    public Path dataset() {
        return Path.of(get(DATASET));
    }

    public Path output() {
        return Path.of(get(OUTPUT));
    }

    /** The shape of the adapter that the settings describe. */
    public LoraConfig lora() {
        List<String> targets = get(LORA_TARGET);
        boolean names = targets.size() > 1 || targets.get(0).matches("[\\w.]+");
        return new LoraConfig(
                get(LORA_RANK),
                get(LORA_ALPHA),
                get(LORA_DROPOUT),
                get(USE_RSLORA),
                names ? new ModuleSelector.Names(targets) : ModuleSelector.parse(targets.get(0)),
                get(LORA_SCOPE) == Scope.TEXT_ONLY ? LoraConfig.VISION : null,
                get(RANK_PATTERN),
                get(ALPHA_PATTERN));
    }

    /** How much the run does. */
    StepPlan.Extent extent() {
        return new StepPlan.Extent(get(BATCH_SIZE), get(ACCUMULATION), get(EPOCHS), get(MAX_STEPS));
    }

    AdamW.Settings optimizer() {
        return new AdamW.Settings(get(BETA1), get(BETA2), get(EPSILON), get(WEIGHT_DECAY));
    }
}
