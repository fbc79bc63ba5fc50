package io.millsight.tuning;

import io.millsight.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 */
record TrainerState(int step, double epoch, double bestLoss, int bestStep, double seconds) {

    static final String FILE = "trainer_state.json";
    static final TrainerState START = new TrainerState(0, 0, Double.NaN, 0, 0);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static TrainerState read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            return new TrainerState(
                    node.required("global_step").asInt(),
                    node.path("epoch").asDouble(0),
                    node.path("best_metric").asDouble(Double.NaN),
                    node.path("best_global_step").asInt(0),
                    node.path("train_seconds").asDouble(0));
        } catch (IOException | JacksonException e) {
            throw new TrainingException(
                    file + ": cannot be read; resume from another checkpoint: " + e.getMessage(), e);
        }
    }

    void write(Path folder) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("global_step", step);
        node.put("epoch", epoch);
        if (Double.isNaN(bestLoss)) {
            node.putNull("best_metric");
        } else {
            node.put("best_metric", bestLoss);
        }
        node.put("best_global_step", bestStep);
        node.put("train_seconds", seconds);
        byte[] text = JSON.writeValueAsBytes(node);
        AtomicFile.write(folder.resolve(FILE), text);
    }
}
