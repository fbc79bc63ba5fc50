package io.millsight.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ReadNotes;
import io.millsight.evaluation.ReadStatus;
import io.millsight.evaluation.Surfaces;
import io.millsight.image.RgbImage;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluationFolderTest {

    private static final String HOSTILE = "<script>alert('x')</script> & \"quotes\"";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static EvaluationReport report;
    private static JsonNode metrics;
    private static String html;

    @BeforeAll
    static void writesTheFolder() throws IOException {
        report = report(Surfaces.many("tuned model", 60, 0.75, 1));
        EvaluationFolder.write(report, folder);
        metrics = JSON.readTree(Files.readString(folder.resolve("metrics.json")));
        html = Files.readString(folder.resolve("report.html"));
    }

    @Test
    void consoleJsonCsvAndPageShowTheSameNumbers() throws IOException {
        List<String> csv = Files.readAllLines(folder.resolve("metrics.csv"));
        String console = report.toText();
        for (Measure measure : Measure.values()) {
            JsonNode value = metrics.get("metrics").get(measure.key()).get("value");
            String label = SummaryTable.label(measure, report.evaluation());
            String shown = value.isNull() ? "–" : Cell.shown(value.asDouble());
            assertThat(console).containsPattern("(?m)^  \\Q" + label + "\\E +\\Q" + shown + "\\E ");
            assertThat(html).contains("<td>" + label + "</td><td class=\"number\">" + shown + "</td>");
            assertThat(csv)
                    .anyMatch(line -> line.startsWith(measure.key() + "," + (value.isNull() ? "" : value) + ","));
        }
    }

    @Test
    void saysWhyAMeasureHasNoValue() {
        String reason = metrics.get("metrics").get("ap_large").get("reason").asString();
        assertThat(reason).isEqualTo("no true boxes from 96x96 pixels");
        assertThat(report.toText()).contains("AP50-95, large boxes: " + reason);
        assertThat(html).contains("AP50-95, large boxes: " + reason);
    }

    @Test
    void everyRowPerClassIsTheSameInJsonCsvPageAndConsole() throws IOException {
        List<String> csv = Files.readAllLines(folder.resolve("per_class.csv"));
        for (int type = 0; type < 6; type++) {
            JsonNode row = metrics.get("per_class").get(type);
            String[] cells = csv.get(type + 1).split(",", -1);
            List<Cell> shown = report.perType().rows().get(type);
            for (int column = 0; column < cells.length; column++) {
                String name = report.perType().header().get(column).exact();
                assertThat(row.get(name).isNull() ? "" : row.get(name).asString())
                        .isEqualTo(cells[column]);
                assertThat(report.toText()).contains(shown.get(column).shown());
                assertThat(html).contains(">" + shown.get(column).shown() + "</td>");
            }
        }
    }

    @Test
    void consoleNamesTheSourceOfTheScoresAndTheBaselines() {
        assertThat(report.toText())
                .contains("AP50 [token-probability]", "template", Anchor.PAPER.label(), "0.7210", "sha256:0123")
                .contains("AP of template is under constant scores, so it cannot be compared");
    }

    @Test
    void predictionsHaveTheFormOfCocoResults() throws IOException {
        JsonNode predictions = JSON.readTree(Files.readString(folder.resolve("predictions.json")));
        JsonNode first = predictions.get(0);
        assertThat(predictions.size())
                .isEqualTo(report.evaluation().input().images().stream()
                        .mapToInt(image -> image.prediction().defects().size())
                        .sum());
        assertThat(first.propertyNames())
                .contains("image_id", "file_name", "category_id", "category", "bbox", "score", "score_mode");
        assertThat(first.get("bbox").size()).isEqualTo(4);
    }

    @Test
    void perImageHasARowAnImage() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("per_image.csv"))).hasSize(61);
    }

    @Test
    void drawsEveryFigureTwice() throws IOException {
        for (String name : List.of("pr", "f1_conf", "confusion", "confusion_normalised", "reliability")) {
            assertThat(Files.readString(folder.resolve(name + ".svg"))).contains("<svg", "</svg>");
            assertThat(Files.readAllBytes(folder.resolve(name + ".png"))).startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @Test
    void thePageNeedsNoOtherFile() {
        assertThat(html).doesNotContainPattern("(?i)(src|href)=\"(?!data:)").doesNotContainPattern("url\\(");
    }

    @Test
    void textsFromOutsideStayTexts() {
        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    }

    @Test
    void leavesNoTemporaryFiles() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void writesAFolderEvenOfNothing(@TempDir Path empty) throws IOException {
        EvaluationFolder.write(report(Surfaces.input("model", List.of())), empty);
        assertThat(Files.readString(empty.resolve("report.html")))
                .contains("Type accuracy: no images")
                .doesNotContain("NaN");
        assertThat(Files.readString(empty.resolve("metrics.json"))).doesNotContain("NaN");
    }

    @Test
    void saysWhereItCouldNotWrite(@TempDir Path parent) throws IOException {
        Path file = Files.createFile(parent.resolve("taken"));
        assertThatThrownBy(() -> EvaluationFolder.write(report, file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot write " + file)
                .hasMessageContaining("choose a folder");
    }

    private static EvaluationReport report(EvaluationInput input) {
        Prediction constant = Surfaces.answer(1, Surfaces.defect(Surfaces.SCRATCHES, 10, 20, 60, 70));
        Evaluation template = Evaluation.of(input.answeredAlways("template", constant), EvaluationSettings.DEFAULT);
        List<ExampleCase> cases = input.images().stream()
                .limit(6)
                .map(EvaluationFolderTest::example)
                .toList();
        return new EvaluationReport(
                Evaluation.of(input, EvaluationSettings.DEFAULT),
                List.of(template),
                List.of(Anchor.PAPER),
                List.of(new CaseGroup("One case a class", cases)),
                List.of(new Section("Dataset", List.of("Audited: " + HOSTILE), List.of())));
    }

    private static ExampleCase example(EvaluatedImage image) {
        byte[] pixels = new byte[3 * 200 * 200];
        Random random = new Random(image.id().hashCode());
        for (int i = 0; i < pixels.length; i += 3) {
            byte grey = (byte) (110 + random.nextInt(40));
            pixels[i] = grey;
            pixels[i + 1] = grey;
            pixels[i + 2] = grey;
        }
        Prediction hostile =
                new Prediction(ReadStatus.READ, image.prediction().defects(), HOSTILE, ReadNotes.NONE, Duration.ZERO);
        return new ExampleCase(image.answered(hostile), new RgbImage(200, 200, pixels), "I cannot see any defects.");
    }
}
