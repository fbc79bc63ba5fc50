package io.millsight.evaluation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recorded metric values: {@code golden-metrics} among the test resources, or the folder in the system property {@code
 * millsight.golden.metrics}, which has the same structure.
 */
public final class GoldenMetrics {

    /** Largest difference between a computed and a recorded value. */
    public static final double TOLERANCE = 1e-6;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path FOLDER =
            Path.of(System.getProperty("millsight.golden.metrics", "src/test/resources/golden-metrics"));

    private GoldenMetrics() {}

    public static JsonNode json(String file) {
        return JSON.readTree(text(file));
    }

    public static List<JsonNode> jsonLines(String file) {
        return text(file)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> JSON.readTree(line))
                .toList();
    }

    private static String text(String file) {
        Path path = FOLDER.resolve(file);
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("no golden file " + path.toAbsolutePath() + "; set -Dmillsight.golden.metrics", e);
        }
    }
}
