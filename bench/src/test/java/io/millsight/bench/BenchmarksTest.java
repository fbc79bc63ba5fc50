package io.millsight.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.NewModel;
import io.millsight.torch.DType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmarks on a tiny model and a dataset of nine grey images with one defect each. */
class BenchmarksTest {

    @TempDir
    static Path place;

    @BeforeAll
    static void makeModelAndData() throws IOException {
        new NewModel(ModelPreset.NANO, DType.FLOAT32, 0)
                .write(place.resolve("nano"), List.of("The steel surface"), header -> {});
        Path images = Files.createDirectories(place.resolve("data/IMAGES"));
        Path annotations = Files.createDirectories(place.resolve("data/ANNOTATIONS"));
        for (int i = 0; i < 9; i++) {
            ImageFile.writePng(
                    new RgbImage(200, 200, new byte[3 * 200 * 200]), images.resolve("patches_" + i + ".png"));
            Files.writeString(annotations.resolve("patches_" + i + ".xml"), """
                    <annotation>
                      <filename>patches_%d.png</filename>
                      <size><width>200</width><height>200</height><depth>3</depth></size>
                      <object>
                        <name>patches</name>
                        <bndbox><xmin>10</xmin><ymin>20</ymin><xmax>60</xmax><ymax>90</ymax></bndbox>
                      </object>
                    </annotation>
                    """.formatted(i));
        }
    }

    private static JsonNode run(String command, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of(command, place.resolve("nano").toString()));
        arguments.add(place.resolve("data").toString());
        arguments.addAll(List.of(options));
        return figures(arguments);
    }

    private static JsonNode figures(List<String> arguments) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = new CommandLine(new Benchmarks()).setOut(new PrintWriter(out, true));
        assertThat(commandLine.execute(arguments.toArray(String[]::new))).isZero();
        assertThat(out.toString().lines()).hasSize(1);
        return new JsonMapper().readTree(out.toString());
    }

    @Test
    void trainingReportsEveryStepAndItsCircumstances() {
        JsonNode figures = run("train", "--samples", "9", "--dtype", "float32", "--text-only");

        assertThat(figures.get("seconds_per_sample_by_step")).hasSize(2);
        assertThat(figures.get("seconds_per_sample").asDouble()).isPositive();
        assertThat(figures.get("trainable").asLong()).isEqualTo(311_296);
        assertThat(figures.get("losses").get(0).asDouble()).isBetween(6.0, 8.0); // ln 1024 = 6.9
        assertThat(figures.get("dtype").asString()).isEqualTo("float32");
        assertThat(figures.has("peak_rss_gib")).isTrue();
        assertThat(figures.get("threads").asInt()).isPositive();
    }

    @Test
    void asNamedTrainsTheVisionTowerToo() {
        assertThat(run("train", "--samples", "4", "--dtype", "float32")
                        .get("trainable")
                        .asLong())
                .isEqualTo(483_328);
    }

    @Test
    void describingReportsEveryImageButTheFirst() {
        JsonNode figures = run("describe", "--images", "2", "--tokens", "5", "--dtype", "float32");

        assertThat(figures.get("prefill_by_image")).hasSize(2);
        assertThat(figures.get("per_token_by_image")).hasSize(2);
        assertThat(figures.get("prefill").asDouble()).isPositive();
        assertThat(figures.get("describe").asDouble()).isPositive();
        assertThat(figures.get("tokens").asInt()).isEqualTo(5);
    }

    @Test
    void lockedAnswersTakeFewerPassesThanTokens() {
        JsonNode figures = run("describe", "--images", "2", "--tokens", "60", "--dtype", "float32", "--decodings");

        assertThat(figures.get("free_passes").asDouble())
                .isEqualTo(figures.get("free_tokens").asDouble());
        assertThat(figures.get("locked_passes").asDouble())
                .isBetween(1.0, figures.get("locked_tokens").asDouble() / 2);
        assertThat(figures.get("free_to_locked").asDouble()).isPositive();
        assertThat(figures.get("same_drafted_answers").asInt()).isEqualTo(2);
        assertThat(figures.get("same_answers").asInt()).isZero(); // the model has learned nothing
    }

    @Test
    void theProductsOfAStepAreMeasuredSeparateAndJoined() {
        String model = place.resolve("nano").toString();
        JsonNode figures = figures(List.of("products", model, "--rows", "128", "--repeats", "3", "--dtype", "float32"));

        for (String prefix : List.of("", "joined_")) {
            double sum = Stream.of("forward", "backward", "adapters")
                    .mapToDouble(part -> figures.get(prefix + part).asDouble())
                    .sum();
            assertThat(sum).isPositive();
            assertThat(figures.get(prefix + "step").asDouble()).isCloseTo(sum, within(2e-4));
        }
    }

    @Test
    void fewerSamplesThanAStepTakesAreRefused() {
        StringWriter err = new StringWriter();
        CommandLine commandLine = new CommandLine(new Benchmarks()).setErr(new PrintWriter(err, true));

        int exitCode = commandLine.execute(
                "train", place.resolve("nano").toString(), place.resolve("data").toString(), "--samples", "3");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).startsWith("--samples and the dataset must give at least 4");
    }

    @Test
    void theMedianIsTheMiddle() {
        assertThat(Figures.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }
}
