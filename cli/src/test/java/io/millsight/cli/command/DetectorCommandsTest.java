package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.Millsight;
import io.millsight.cli.CommandLineRun;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.SmallDetector;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's folder stands wherever a model's can. */
class DetectorCommandsTest {

    @TempDir
    static Path shared;

    private static Path data;
    private static Path detector;

    /** Reports every box that it finds. */
    private static Path eager;

    @TempDir
    Path place;

    @BeforeAll
    static void makeDetectors() throws IOException {
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
        detector = SmallDetector.write(shared.resolve("detector"), 0.9);
        eager = SmallDetector.write(shared.resolve("eager"), null);
    }

    @Test
    void describesImages() {
        Path image = shared.resolve("pixels/strip_4.png");

        CommandLineRun clean = CommandLineRun.of("describe", "--model", detector, image, "--format", "json");
        CommandLineRun all =
                CommandLineRun.of("describe", "--model", detector, image, "--format", "json", "--min-score", 0);

        assertThat(clean.exitCode()).as(clean.err()).isZero();
        assertThat(clean.out()).contains("\"verdict\":\"CLEAN\"");
        assertThat(clean.err())
                .contains(
                        "note: detector: boxes are reported from score 0.900 on, which gave the best F1 on training images;"
                                + " --min-score 0 shows all");
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out()).contains("\"verdict\":\"DEFECTS\"", "\"type\":\"patches\"");
    }

    @Test
    void aProgramOpensADetectorLikeAModel() {
        try (Inspector inspector = Millsight.inspector(eager, null)) {
            Inspection inspection = inspector.inspect(shared.resolve("pixels/strip_4.png"));

            assertThat(inspector.types()).containsExactly(SmallDataset.PATCHES, SmallDataset.SCRATCHES);
            assertThat(inspection.defects()).isNotEmpty();
            assertThat(inspection.rejected()).isEmpty();
            assertThat(inspection.answer()).contains("in the region from X coordinates");
        }
    }

    @Test
    void evaluatesAllBoxesAndReportsThoseAboveTheThreshold() throws IOException {
        Path out = place.resolve("report");

        CommandLineRun run = CommandLineRun.of("evaluate", "--model", detector, "--data", data, "--out", out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("6 of 6 defective images called clean", "score threshold 0.9");
        assertThat(Files.readString(out.resolve("metrics.json")))
                .contains("\"score_mode\" : \"detector\"", "\"min_score\" : 0.9");
        assertThat(Files.readString(out.resolve("predictions.json"))).contains("\"score_mode\" : \"detector\"");
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("yolov7, tiny", "fitted into 64 pixels", "model.safetensors");
    }

    @Test
    void theThresholdOfADetectorIsNotChosenOnValidationImages() {
        CommandLineRun run =
                CommandLineRun.of("evaluate", "--model", detector, "--data", data, "--store-min-score", "f1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .endsWith("millsight: " + detector
                        + ": the score threshold of a detector is chosen on training images, at"
                        + " the end of its training; give another one with --min-score" + System.lineSeparator());
    }

    @Test
    void comparesDetectorsWithALanguageModel() throws IOException {
        Path nano = place.resolve("nano");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
        Path out = place.resolve("comparison");

        CommandLineRun run = CommandLineRun.of(
                "compare",
                "--data",
                data,
                "--out",
                out,
                "--max-new-tokens",
                8,
                "nano=" + nano,
                "detector=" + detector,
                "eager=" + eager);

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> csv = Files.readAllLines(out.resolve("comparison.csv"));
        assertThat(csv)
                .anyMatch(line -> line.matches("detector,all_parameters,60[0-9]{5},,,"))
                .anyMatch(line -> line.matches("detector,ap50,0\\.\\d+(E-\\d+)?,.*"))
                .anyMatch(line -> line.startsWith("detector,recall,0.0,"))
                .anyMatch(line -> line.matches("eager,bleu4,\\d.*"));
        assertThat(value(csv, "detector,ap50")).isEqualTo(value(csv, "eager,ap50"));
        assertThat(Files.readString(out.resolve("comparison.html")))
                .contains("mAP of a detector ranks every box that it finds", "<strong>eager</strong>");
    }

    private static String value(List<String> csv, String start) {
        return csv.stream()
                .filter(line -> line.startsWith(start + ","))
                .findFirst()
                .orElseThrow()
                .split(",", -1)[2];
    }

    @Test
    void showsWhatADetectorIs() {
        CommandLineRun run = CommandLineRun.of("info", detector);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("yolov7, tiny", "fitted into 64 pixels", "patches, scratches")
                .containsPattern("score threshold +0\\.9");
    }

    @Test
    void aDetectorOfOtherTypesIsRefused() throws IOException {
        Path steel = place.resolve("steel");
        CommandLineRun.of("data", "synth", "--count", 60, "--out", steel);

        CommandLineRun run = CommandLineRun.of("evaluate", "--model", detector, "--data", steel);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("which the model detector does not know; it knows patches, scratches");
    }
}
