package io.millsight.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.OwnTask;
import io.millsight.cli.SmallDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas in {@code docs/schemas} describe what the commands write. */
class SchemaTest {

    private static final Path SCHEMAS = Path.of("..", "docs", "schemas");

    @TempDir
    static Path shared;

    private static Path model;
    private static Path data;

    @BeforeAll
    static void makeAModelAndImages() throws IOException {
        model = shared.resolve("nano");
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
        CommandLineRun.of("new-model", "--preset", "nano", "--out", model, "--seed", 3);
        OwnTask.write(model, List.of(SmallDataset.PATCHES, SmallDataset.SCRATCHES), true);
    }

    private static void assertFits(String schema, JsonNode document) throws IOException {
        assertThat(JsonSchema.read(SCHEMAS.resolve(schema + ".schema.json")).problems(document))
                .as(schema)
                .isEmpty();
    }

    private static JsonNode read(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static CommandLineRun describe(String format) throws IOException {
        Path broken = Files.writeString(shared.resolve("broken.png"), "no image");
        return CommandLineRun.of(
                "describe",
                "--model",
                model,
                "--max-defects",
                2,
                "--format",
                format,
                shared.resolve("pixels/strip_4.png"),
                broken);
    }

    @Test
    void describesALineOfADescription() throws IOException {
        List<String> lines = describe("json").out().lines().toList();
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            assertFits("description", JsonMapper.shared().readTree(line));
        }
    }

    @Test
    void describesCocoResults() throws IOException {
        assertFits("coco-results", JsonMapper.shared().readTree(describe("coco").out()));
    }

    @Test
    void describesTheFilesOfAnEvaluation() throws IOException {
        Path out = shared.resolve("report");
        CommandLineRun run = CommandLineRun.of(
                "evaluate", "--model", model, "--data", data, "--tta", "off", "--max-defects", 2, "--out", out);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertFits("metrics", read(out.resolve("metrics.json")));
        assertFits("coco-results", read(out.resolve("predictions.json")));
    }

    @Test
    void describesTheFilesOfATraining() throws IOException {
        Path run = shared.resolve("run");
        CommandLineRun trained = CommandLineRun.of(
                "train", "--model", model, "--data", data, "--out", run, "--max_steps", 1, "--eval_strategy", "no");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            assertFits("training-log", JsonMapper.shared().readTree(line));
        }
        JsonNode manifest = read(run.resolve("checkpoint-1/millsight.json"));
        assertFits("millsight", manifest);
        assertThat(manifest.get("clean_training_images").asInt(-1)).isZero();
    }

    @Test
    void describesTheShippedAdapter() throws IOException {
        JsonNode manifest = read(Path.of("..", "models", "nano-neu-det", "millsight.json"));
        assertFits("millsight", manifest);
        assertThat(manifest.get("clean_training_images").asInt(-1)).isZero();
    }

    @Test
    void describesTheCheckOfADataset() throws IOException {
        CommandLineRun run = CommandLineRun.of("data", "check", data, "--format", "json");
        assertFits("dataset-check", JsonMapper.shared().readTree(run.out()));
    }

    @Test
    void findsWhatDoesNotFit() throws IOException {
        JsonSchema schema = JsonSchema.read(SCHEMAS.resolve("description.schema.json"));
        JsonNode wrong = JsonMapper.shared().readTree("{\"image\":1,\"verdict\":\"GOOD\",\"min_score\":2}");
        assertThat(schema.problems(wrong))
                .contains(
                        "$.image: breaks type \"string\"",
                        "$.verdict: breaks enum [\"DEFECTS\",\"CLEAN\",\"UNDETERMINED\"]",
                        "$.min_score: breaks maximum 1")
                .anyMatch(problem -> problem.startsWith("$: breaks required"));
    }
}
