package io.millsight.experiment.model;

import io.millsight.evaluation.report.ReportFigure;
import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.RunLayout;
import io.millsight.runs.LossCurve;
import io.millsight.runs.RunFolder;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads what the folder of a run tells about the training of one of its checkpoints. An older or foreign run may lack a
 * file; its values are empty then. A file that cannot be read is an {@link InputException}.
 *
 * @param folder folder of the run
 * @param checkpoint folder of the checkpoint, within the folder of the run
 */
public record TrainedRun(Path folder, Path checkpoint) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final YAMLMapper YAML = YAMLMapper.shared();
    private static final double MILLISECONDS = 1000;
    private static final long MAXIMUM_BYTES = 1 << 26;

    /** Returns the run in whose folder a checkpoint lies, if it lies in one. */
    public static Optional<TrainedRun> of(Path checkpoint) {
        Path parent = checkpoint.toAbsolutePath().getParent();
        return parent != null && isRun(parent) ? Optional.of(new TrainedRun(parent, checkpoint)) : Optional.empty();
    }

    /** Returns whether a folder is the folder of a run. */
    public static boolean isRun(Path folder) {
        return new RunLayout(folder).isRun();
    }

    /** Returns the wall-clock time of the training, over all processes of the run. */
    public Duration trainingTime() {
        return Duration.ofMillis(
                (long) (MILLISECONDS * state().path("train_seconds").asDouble(0)));
    }

    /** Returns the largest memory of the training in bytes, if the run recorded it. */
    public Optional<Long> peakMemory() {
        return Optional.of(state().path(RunLayout.PEAK_MEMORY).asLong(0)).filter(bytes -> bytes > 0);
    }

    /** Returns the number of optimiser steps before the checkpoint. */
    public int steps() {
        return state().path("global_step").asInt(0);
    }

    /** Returns whether this is the best checkpoint by the run's metric, and not simply the last one. */
    public boolean isBest() {
        return state().path(RunLayout.BEST_STEP).asInt(0) == steps() && steps() > 0;
    }

    private JsonNode state() {
        return read(checkpoint.resolve(RunLayout.STATE_FILE), JSON);
    }

    /** Returns the effective settings, by Hugging Face's names. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        read(folder.resolve(RunLayout.SETTINGS_FILE), YAML)
                .properties()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asString("")));
        return settings;
    }

    /** Returns the hash of the training images. */
    public String trainingHash() {
        return data().path("train_sha256").asString("not said");
    }

    /** Returns the hash of the images on which the evaluation loss was computed. */
    public String evaluationHash() {
        return data().path("eval_sha256").asString("none");
    }

    private JsonNode data() {
        return read(folder.resolve("dataset.json"), JSON);
    }

    /** Returns the loss curve, if the run has metrics. */
    public Optional<ReportFigure> lossCurve() {
        List<JsonNode> lines = RunFolder.metricsOf(folder);
        return lines.isEmpty() ? Optional.empty() : Optional.of(new ReportFigure("loss", LossCurve.plot(lines)));
    }

    /** Returns the number of training images of each type, if the training used a few chosen images only. */
    public Optional<String> shots() {
        return data().path("shots").isMissingNode()
                ? Optional.empty()
                : Optional.ofNullable(settings().get("shots"));
    }

    /** An older or foreign run may lack a file; then there is nothing to tell. */
    private static JsonNode read(Path file, ObjectMapper mapper) {
        if (!Files.exists(file)) {
            return mapper.createObjectNode();
        }
        try {
            return mapper.readTree(InputFile.read(file, MAXIMUM_BYTES));
        } catch (IOException e) {
            throw unreadable(file, InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw unreadable(file, MessageText.oneLine(e.getOriginalMessage()), e);
        }
    }

    private static InputException unreadable(Path file, String reason, Exception cause) {
        return new InputException(
                file + ": cannot be read (" + reason + "); restore it, or take the checkpoint out of its run", cause);
    }
}
