package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.qwen.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ParityCommandTest {

    /** The largest logit of the first token in the golden numbers. */
    private static final double LARGEST = largest();

    @TempDir
    Path place;

    private static double largest() {
        float[] logits = GoldenFolder.floats("generation.safetensors", "greedy_plain/step_logits");
        return logits[568];
    }

    private Path record(double logit) throws IOException {
        JsonNode plain = GoldenFolder.json("generation.json").get("cases").get("greedy_plain");
        Files.copy(GoldenFolder.file("images/rgb.png"), place.resolve("rgb.png"));
        return Files.writeString(
                place.resolve("parity.json"),
                "{\"image\": \"rgb.png\", \"instruction\": \"Where is it?\", \"dtype\": \"float32\", \"prompt_ids\": "
                        + plain.get("input_ids").get(0) + ", \"grid_thw\": [1, 14, 14], \"logit_ids\": [568],"
                        + " \"logits\": [" + logit + "], \"answer_ids\": "
                        + plain.get("rows").get(0).get("ids") + "}");
    }

    @Test
    void matchingNumbersEndWithZero() throws IOException {
        Path record = record(LARGEST);

        CommandLineRun run = CommandLineRun.of("parity", "--model", GoldenFolder.model(), "--reference", record);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("prompt tokens", "logit of token 568", "answer tokens");
        assertThat(run.out().strip())
                .endsWith(GoldenFolder.model() + " matches " + record + " in float32: 4 numbers compared");
        assertThat(run.out()).doesNotContain("DIFFERS");
    }

    @Test
    void aDifferenceEndsWithTwoAndOneLine() throws IOException {
        Path record = record(LARGEST + 0.5);

        CommandLineRun run = CommandLineRun.of("parity", "--model", GoldenFolder.model(), "--reference", record);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("DIFFERS");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .startsWith("millsight: " + GoldenFolder.model() + " does not match " + record
                        + ": logit of token 568 5.0e-01 (")
                .contains("check that the record was made from the same files, image, instruction and type");
    }
}
