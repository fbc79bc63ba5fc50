package io.millsight.service.learning;

import io.millsight.files.InputFile;
import io.millsight.history.KnownAdapter;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured of a model on the gold set. Intervals are 95 % intervals over groups of images.
 *
 * @param goldSha256 the hash of the gold set: figures of another hash cannot be compared with these
 * @param report the folder of the whole report, within the data folder
 * @param images the number of images
 * @param f1 of boxes at an intersection over union of 0.5
 * @param ap50 the average precision of boxes
 * @param typeAccuracy the share of images with the right type
 */
public record GoldFigures(String goldSha256, String report, int images, Figure f1, Figure ap50, Figure typeAccuracy) {

    private static final long MOST_BYTES = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * A figure.
     *
     * @param value null if it cannot be computed
     * @param low the lower end of its interval; null without one
     * @param high the upper end of its interval; null without one
     */
    public record Figure(
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high) {}

    /**
     * Reads the report of an evaluation.
     *
     * @throws InputException if there is none
     */
    static GoldFigures read(Path dataFolder, String report, String goldSha256) {
        Path file = dataFolder.resolve(report).resolve("metrics.json");
        try {
            JsonNode metrics = JSON.readTree(InputFile.read(file, MOST_BYTES));
            JsonNode measures = metrics.path("metrics");
            return new GoldFigures(
                    goldSha256,
                    report,
                    metrics.path("images").asInt(0),
                    figure(measures.path("f1")),
                    figure(measures.path("ap50")),
                    figure(measures.path("type_accuracy")));
        } catch (IOException e) {
            throw new InputException(file + ": " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new InputException(file + ": is not the JSON of an evaluation", e);
        }
    }

    private static Figure figure(JsonNode node) {
        return new Figure(number(node.path("value")), number(node.path("low")), number(node.path("high")));
    }

    private static @Nullable Double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : null;
    }

    /** Returns what was measured of an adapter; empty if it was not measured. */
    public static Optional<GoldFigures> of(KnownAdapter adapter) {
        return Optional.ofNullable(adapter.metrics()).map(text -> JSON.readValue(text, GoldFigures.class));
    }

    /** Returns the figures as JSON. */
    String text() {
        return JSON.writeValueAsString(this);
    }
}
