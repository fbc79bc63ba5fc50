package io.millsight.runs;

import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import io.millsight.files.RunLayout;
import java.io.IOException;
import java.nio.file.Path;
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
 * @param bestLoss the lowest evaluation loss so far; NaN before the first evaluation
 * @param bestStep the step of the checkpoint that had it; 0 if there is none
 * @param seconds of training, over all processes of the run
 * @param losses what the run remembers of its losses
 */
public record TrainerState(int step, double epoch, double bestLoss, int bestStep, double seconds, LossRecord losses) {

    static final String FILE = RunLayout.STATE_FILE;
    public static final TrainerState START = new TrainerState(0, 0, Double.NaN, 0, 0);

    private static final long MAXIMUM_BYTES = 1 << 20;
    private static final String FIRST_EVALUATION = "first_metric";
    private static final String SINCE_LAST_LINE = "losses_since_last_line";
    private static final String FIRST_LOSSES = "first_losses";
    private static final String PATCH_LOSS = "patch_loss";
    private static final String FORMER_PATCH_LOSS = "cell_loss"; // of the version before

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A state that remembers no losses. */
    public TrainerState(int step, double epoch, double bestLoss, int bestStep, double seconds) {
        this(step, epoch, bestLoss, bestStep, seconds, LossRecord.NONE);
    }

    public TrainerState withLosses(LossRecord other) {
        return new TrainerState(step, epoch, bestLoss, bestStep, seconds, other);
    }

    /** After an evaluation that was better than those before. */
    public TrainerState withBest(double loss) {
        return new TrainerState(step, epoch, loss, step, seconds, losses);
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
                    finite(node, "best_metric", Double.NaN),
                    node.path(RunLayout.BEST_STEP).asInt(0),
                    finite(node, "train_seconds", 0),
                    new LossRecord(
                            sum(node.path(SINCE_LAST_LINE)),
                            sum(node.path(FIRST_LOSSES)),
                            finite(node, FIRST_EVALUATION, Double.NaN)));
            if (state.step < 1 || state.bestStep < 0 || state.bestStep > state.step || state.seconds < 0) {
                throw unusable(
                        file,
                        "no run can have been at step " + state.step + " with the best at step " + state.bestStep
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
        put(node, "best_metric", bestLoss);
        node.put(RunLayout.BEST_STEP, bestStep);
        node.put("train_seconds", seconds);
        put(node, FIRST_EVALUATION, losses.firstEvaluation());
        put(node.putObject(SINCE_LAST_LINE), losses.sinceLastLine());
        put(node.putObject(FIRST_LOSSES), losses.first());
        byte[] text = JSON.writeValueAsBytes(node);
        AtomicFile.write(folder.resolve(FILE), text);
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
