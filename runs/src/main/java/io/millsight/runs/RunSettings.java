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

    public static final Setting<Path> OUTPUT = Setting.path("output_dir", null, "folder of the run, made new");
    public static final Setting<Integer> BATCH_SIZE =
            Setting.integer("per_device_train_batch_size", "1", 1, ANY_COUNT, "samples in one forward pass");
    public static final Setting<Integer> ACCUMULATION =
            Setting.integer("gradient_accumulation_steps", "4", 1, ANY_COUNT, "forward passes in one step");
    public static final Setting<Double> EPOCHS =
            Setting.positive("num_train_epochs", "4", 1e6, "passes over the training split");
    public static final Setting<Integer> MAX_STEPS =
            Setting.countOrNone("max_steps", "optimiser steps instead of epochs; -1 for none");
    public static final Setting<Double> LEARNING_RATE =
            Setting.number("learning_rate", "2e-5", 0, 10, "peak learning rate");
    public static final Setting<LearningRateSchedule.Kind> SCHEDULER = Setting.choice(
            "lr_scheduler_type", "linear", LearningRateSchedule.Kind.class, "how the learning rate falls");
    public static final Setting<Double> WARMUP_RATIO =
            Setting.number("warmup_ratio", "0", 0, 1, "share of the steps in which the learning rate rises");
    public static final Setting<Integer> WARMUP_STEPS =
            Setting.integer("warmup_steps", "0", 0, ANY_COUNT, "the same in steps; wins if not 0");
    public static final Setting<Double> WEIGHT_DECAY = Setting.number("weight_decay", "0.01", 0, 10, "of AdamW");
    public static final Setting<Double> BETA1 = Setting.fraction("adam_beta1", "0.9", "of AdamW");
    public static final Setting<Double> BETA2 = Setting.fraction("adam_beta2", "0.999", "of AdamW");
    public static final Setting<Double> EPSILON = Setting.number("adam_epsilon", "1e-8", 0, 1, "of AdamW");
    public static final Setting<Double> MAX_GRAD_NORM = Setting.number(
            "max_grad_norm", "1.0", 0, ANY, "larger gradients are scaled down to this norm; 0 for no clipping");
    public static final Setting<Strategy> EVAL_STRATEGY =
            Setting.choice("eval_strategy", "epoch", Strategy.class, "when to evaluate and save");
    public static final Setting<Integer> EVAL_STEPS =
            Setting.integer("eval_steps", "500", 1, ANY_COUNT, "steps between evaluations, with eval_strategy steps");
    public static final Setting<Integer> LOGGING_STEPS = Setting.integer(
            "logging_steps",
            "10",
            1,
            ANY_COUNT,
            "steps between the lines of metrics.jsonl, whose loss is the mean since the line before");
    public static final Setting<Integer> SAVE_LIMIT =
            Setting.integer("save_total_limit", "2", 1, ANY_COUNT, "checkpoints to keep besides the best");
    public static final Setting<Integer> SEED =
            Setting.integer("seed", "42", 0, ANY_COUNT, "of everything that is drawn");

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

    /** The length of the run. */
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
                    case STEPS -> (step + 1) % values.get(EVAL_STEPS) == 0;
                    case NO -> false;
                };
    }
}
