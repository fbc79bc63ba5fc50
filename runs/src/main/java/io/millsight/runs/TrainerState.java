package io.millsight.runs;

import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import io.millsight.files.RunLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a run stood when it saved a checkpoint; trainer_state.json, with Hugging Face's keys where they have them.
 *
 * @param step optimiser steps made
 * @param epoch epochs done, with a fraction
 * @param evaluations what the run remembers of its evaluations
 * @param seconds of training, over all processes of the run
 * @param losses what the run remembers of its losses
 */
public record TrainerState(int step, double epoch, EvaluationRecord evaluations, double seconds, LossRecord losses) {

    static final String FILE = RunLayout.STATE_FILE;
    public static final TrainerState START = new TrainerState(0, 0, EvaluationRecord.NONE, 0, LossRecord.NONE);

    private static final long MAXIMUM_BYTES = 1 << 20;
    private static final String METRIC = "metric_for_best_model";
    private static final String BEST_METRIC = "best_metric";
    private static final String FIRST_METRIC = "first_metric"; // the loss; of the version before
    private static final String FIRST_EVALUATION = "first_evaluation";
    private static final String BEST_EVALUATION = "best_evaluation";
    private static final String LOWEST_LOSS = "lowest_eval_loss";
    private static final String WITHOUT_IMPROVEMENT = "evaluations_without_improvement";
    private static final String SINCE_LAST_LINE = "losses_since_last_line";
    private static final String FIRST_LOSSES = "first_losses";
    private static final String PATCH_LOSS = "patch_loss";
    private static final String FORMER_PATCH_LOSS = "cell_loss"; // of the version before

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public TrainerState withLosses(LossRecord other) {
        return new TrainerState(step, epoch, evaluations, seconds, other);
    }

    public TrainerState withEvaluations(EvaluationRecord other) {
        return new TrainerState(step, epoch, other, seconds, losses);
    }

    /** The step of the best checkpoint; 0 if there is none. */
    public int bestStep() {
        return evaluations.bestStep();
    }

    /**
     * Reads a checkpoint's state. What older releases did not write is taken as not known.
     *
     * @throws TrainingException if the file is missing or broken, or holds what no run can write
     */
    public static TrainerState read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            JsonNode node = JSON.readTree(InputFile.read(file, MAXIMUM_BYTES));
            TrainerState state = new TrainerState(
                    node.required("global_step").asInt(),
                    finite(node, "epoch", 0),
                    evaluations(node),
                    finite(node, "train_seconds", 0),
                    new LossRecord(sum(node.path(SINCE_LAST_LINE)), sum(node.path(FIRST_LOSSES))));
            if (state.step < 1 || state.bestStep() < 0 || state.bestStep() > state.step || state.seconds < 0) {
                throw unusable(
                        file,
                        "no run can have been at step " + state.step + " with the best at step " + state.bestStep()
                                + " after " + state.seconds + " seconds",
                        null);
            }
            return state;
        } catch (JacksonException e) {
            throw unusable(file, "it is not the JSON of a checkpoint: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw unusable(file, InputFile.reason(e), e);
        }
    }

    /** Older releases knew the loss only. */
    private static EvaluationRecord evaluations(JsonNode node) {
        double formerFirst = finite(node, FIRST_METRIC, Double.NaN);
        double formerBest = node.has(BEST_EVALUATION) ? Double.NaN : finite(node, BEST_METRIC, Double.NaN);
        return new EvaluationRecord(
                figures(node.path(FIRST_EVALUATION), formerFirst),
                figures(node.path(BEST_EVALUATION), formerBest),
                Stream.of(BestMetric.values())
                        .filter(metric ->
                                metric.name().equalsIgnoreCase(node.path(METRIC).asString("")))
                        .findFirst()
                        .orElse(BestMetric.EVAL_LOSS),
                node.path(RunLayout.BEST_STEP).asInt(0),
                finite(node, LOWEST_LOSS, formerBest),
                node.path(WITHOUT_IMPROVEMENT).asInt(0));
    }

    private static EvaluationFigures figures(JsonNode node, double loss) {
        return new EvaluationFigures(
                finite(node, "loss", loss),
                finite(node, "map50", Double.NaN),
                finite(node, "f1", Double.NaN),
                finite(node, "type_accuracy", Double.NaN));
    }

    private static TrainingException unusable(Path file, String reason, @Nullable Exception cause) {
        String message = file + ": cannot be used ("
                + reason.lines().findFirst().orElse("") + "); remove this checkpoint to go on from the one before it";
        return cause == null ? new TrainingException(message) : new TrainingException(message, cause);
    }

    /** A number; what is missing, null, a text or not finite is not known. Older releases wrote NaN as a text. */
    private static double finite(JsonNode node, String key, double unknown) {
        double value = node.path(key).isNumber() ? node.path(key).asDouble() : unknown;
        return Double.isFinite(value) ? value : unknown;
    }

    private static LossSum sum(JsonNode node) {
        int steps = node.path("steps").asInt(0);
        double formerPatchLoss = finite(node, FORMER_PATCH_LOSS, 0);
        return steps < 1
                ? LossSum.NONE
                : new LossSum(finite(node, "loss", 0), finite(node, PATCH_LOSS, formerPatchLoss), steps);
    }

    void write(Path folder) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("global_step", step);
        node.put("epoch", epoch);
        node.put(METRIC, evaluations.metric().name().toLowerCase(Locale.ROOT));
        put(node, BEST_METRIC, evaluations.best().value(evaluations.metric()));
        node.put(RunLayout.BEST_STEP, bestStep());
        node.put("train_seconds", seconds);
        Long peakMemory = PeakMemory.bytes();
        if (peakMemory != null) {
            node.put(RunLayout.PEAK_MEMORY, peakMemory);
        }
        put(node.putObject(FIRST_EVALUATION), evaluations.first());
        put(node.putObject(BEST_EVALUATION), evaluations.best());
        put(node, LOWEST_LOSS, evaluations.lowestLoss());
        node.put(WITHOUT_IMPROVEMENT, evaluations.withoutImprovement());
        put(node.putObject(SINCE_LAST_LINE), losses.sinceLastLine());
        put(node.putObject(FIRST_LOSSES), losses.first());
        byte[] text = JSON.writeValueAsBytes(node);
        AtomicFile.write(folder.resolve(FILE), text);
    }

    private static void put(ObjectNode node, EvaluationFigures figures) {
        put(node, "loss", figures.loss());
        put(node, "map50", figures.map50());
        put(node, "f1", figures.f1());
        put(node, "type_accuracy", figures.typeAccuracy());
    }

    private static void put(ObjectNode node, LossSum sum) {
        put(node, "loss", sum.answers());
        put(node, PATCH_LOSS, sum.patches());
        node.put("steps", sum.steps());
    }

    /** JSON has no NaN. */
    private static void put(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }
}
