package io.millsight.runs;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings that every training run has, whatever it trains. The names are those of Hugging Face's {@code TrainingArguments}.
 *
 * @param values of a list of settings that includes {@link #ALL}
 */
public record RunSettings(SettingValues values) {

    /** When a run evaluates and saves. A run saves at its end in any case. */
    public enum Strategy {
        /** After each epoch. */
        EPOCH,
        /** After every {@link RunSettings#EVAL_STEPS} steps. */
        STEPS,
        /** Never evaluates; saves at the end only. */
        NO
    }

    private static final double ANY = Double.MAX_VALUE;
    private static final int ANY_COUNT = Integer.MAX_VALUE;

    public static final Setting<Path> OUTPUT = Setting.path("out", null, "Folder of the run. It must be new or empty.")
            .alsoCalled("output_dir")
            .hintedBy("output", "project", "save_dir");
    public static final Setting<Integer> BATCH_SIZE = Setting.integer(
                    "per_device_train_batch_size", "1", 1, ANY_COUNT, "Images in one forward pass.")
            .hintedBy("batch_size", "batch", "train_batch_size", "per_gpu_train_batch_size");
    public static final Setting<Integer> ACCUMULATION = Setting.integer(
                    "gradient_accumulation_steps",
                    "4",
                    1,
                    ANY_COUNT,
                    "Forward passes in one training step. A step learns from this many times the batch size.")
            .hintedBy("accumulate", "grad_accum_steps", "accumulate_grad_batches");
    public static final Setting<Double> EPOCHS = Setting.positive(
                    "num_train_epochs", "4", 1e6, "Passes over the training images.")
            .hintedBy("epochs", "epoch", "num_epochs", "max_epochs", "train_epochs");
    public static final Setting<Integer> MAX_STEPS = Setting.countNoneOrAuto(
                    "max_steps",
                    "-1",
                    "Training steps, instead of epochs; -1 to count epochs; auto for a number that follows from the"
                            + " number of training images.")
            .hintedBy("steps", "num_steps", "iterations", "train_steps", "num_train_steps");
    public static final Setting<Double> LEARNING_RATE = Setting.number(
                    "learning_rate", "2e-5", 0, 10, "Highest learning rate.")
            .hintedBy("lr", "lr0", "rate");
    public static final Setting<LearningRateSchedule.Kind> SCHEDULER = Setting.choice(
                    "lr_scheduler_type",
                    "linear",
                    LearningRateSchedule.Kind.class,
                    "How the learning rate falls after the warm-up.")
            .hintedBy("scheduler", "lr_scheduler", "cos_lr");
    public static final Setting<Double> WARMUP_RATIO = Setting.number(
                    "warmup_ratio", "0", 0, 1, "Share of the steps in which the learning rate rises from 0.")
            .hintedBy("warmup", "warmup_epochs");
    public static final Setting<Integer> WARMUP_STEPS = Setting.integer(
            "warmup_steps", "0", 0, ANY_COUNT, "Steps in which the learning rate rises; 0 to use warmup_ratio.");
    public static final Setting<Double> WEIGHT_DECAY =
            Setting.number("weight_decay", "0.01", 0, 10, "Weight decay of AdamW.");
    public static final Setting<Double> BETA1 = Setting.fraction("adam_beta1", "0.9", "Beta 1 of AdamW.");
    public static final Setting<Double> BETA2 = Setting.fraction("adam_beta2", "0.999", "Beta 2 of AdamW.");
    public static final Setting<Double> EPSILON = Setting.number("adam_epsilon", "1e-8", 0, 1, "Epsilon of AdamW.");
    public static final Setting<Double> MAX_GRAD_NORM = Setting.number(
                    "max_grad_norm", "1.0", 0, ANY, "A larger gradient is scaled down to this norm; 0 for no clipping.")
            .hintedBy("clip_grad_norm", "gradient_clip_val", "grad_clip");
    public static final Setting<Strategy> EVAL_STRATEGY = Setting.choice(
                    "eval_strategy",
                    "epoch",
                    Strategy.class,
                    "When to evaluate and save: after each epoch, after every eval_steps steps, or never (the end is"
                            + " saved in any case).")
            .hintedBy("evaluation_strategy", "save_strategy");
    public static final Setting<Integer> EVAL_STEPS = Setting.countOrAuto(
                    "eval_steps",
                    "500",
                    "Steps between evaluations with eval_strategy steps; auto for an eighth of the run.")
            .hintedBy("save_steps");
    public static final Setting<Integer> EVAL_IMAGES = Setting.integer(
            "eval_images",
            "0",
            0,
            ANY_COUNT,
            "Validation images that the model describes at each evaluation, for mAP50, F1 and type accuracy; spread"
                    + " evenly over the split; 0 for the evaluation loss only.");
    public static final Setting<BestMetric> BEST_METRIC = Setting.choice(
                    "metric_for_best_model",
                    "eval_loss",
                    BestMetric.class,
                    "The figure that decides which checkpoint is the best. Equal figures are decided by the"
                            + " evaluation loss.")
            .hintedBy("best_metric", "metric");
    public static final Setting<Integer> PATIENCE = Setting.integer(
                    "early_stopping_patience",
                    "0",
                    0,
                    ANY_COUNT,
                    "Stop after this many evaluations without a better one; 0 to train to the end.")
            .hintedBy("patience", "early_stopping");
    public static final Setting<Integer> LOGGING_STEPS = Setting.integer(
            "logging_steps",
            "10",
            1,
            ANY_COUNT,
            "Steps between the lines of metrics.jsonl. The loss of a line is the mean since the line before.");
    public static final Setting<Integer> SAVE_LIMIT =
            Setting.integer("save_total_limit", "2", 1, ANY_COUNT, "Checkpoints to keep besides the best.");
    public static final Setting<Integer> SEED = Setting.integer(
                    "seed", "42", 0, ANY_COUNT, "Seed of all random numbers.")
            .hintedBy("random_seed", "random_state");

    /** All settings of this class. */
    public static final List<Setting<?>> ALL = List.of(
            OUTPUT,
            BATCH_SIZE,
            ACCUMULATION,
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
            EVAL_STRATEGY,
            EVAL_STEPS,
            EVAL_IMAGES,
            BEST_METRIC,
            PATIENCE,
            LOGGING_STEPS,
            SAVE_LIMIT,
            SEED);

    /** The folder of the run. */
    public Path output() {
        return values.get(OUTPUT);
    }

    /** The seeds of everything that the run draws. */
    public Seeds seeds() {
        return new Seeds(values.get(SEED));
    }

    /** The length of the run. Steps that are still {@code auto} count as none. */
    public StepPlan.Extent extent() {
        return new StepPlan.Extent(
                values.get(BATCH_SIZE), values.get(ACCUMULATION), values.get(EPOCHS), values.get(MAX_STEPS));
    }

    /** The learning rates of a run of so many optimiser steps. */
    public LearningRateSchedule schedule(int totalSteps) {
        int warmupSteps = values.get(WARMUP_STEPS);
        return new LearningRateSchedule(
                values.get(SCHEDULER),
                values.get(LEARNING_RATE),
                warmupSteps > 0 ? warmupSteps : (int) Math.ceil(totalSteps * values.get(WARMUP_RATIO)),
                totalSteps);
    }

    /** Whether the run evaluates and saves after a step, counted from 0. It does so after the last step in any case. */
    public boolean savesAfter(int step, StepPlan plan) {
        return step + 1 == plan.totalSteps()
                || switch (values.get(EVAL_STRATEGY)) {
                    case EPOCH -> plan.endsEpoch(step);
                    case STEPS -> (step + 1) % Math.max(1, values.get(EVAL_STEPS)) == 0;
                    case NO -> false;
                };
    }
}
