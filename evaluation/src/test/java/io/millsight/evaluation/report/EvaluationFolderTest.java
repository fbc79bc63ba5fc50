package io.millsight.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.DefectPairs;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ParseErrorCounts;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.evaluation.Surfaces;
import io.millsight.evaluation.robustness.CorruptionSeverity;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.image.plot.Axis;
import io.millsight.image.plot.LinePlot;
import io.millsight.image.plot.PlotText;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.picture.ContactSheet;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
        report = withEverything(report(Surfaces.many("tuned model", 60, 0.75, 1)));
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
            String shown = value.isNull() ? "–" : TableCell.shown(value.asDouble());
            assertThat(console).containsPattern("(?m)^  \\Q" + label + "\\E +\\Q" + shown + "\\E ");
            assertThat(html).contains("<th scope=\"row\">" + label + "</th><td class=\"number\">" + shown);
            assertThat(csv)
                    .anyMatch(line -> line.startsWith(measure.key() + "," + (value.isNull() ? "" : value) + ","));
        }
    }

    @Test
    void formerKeysStandBesideTheirSuccessors() {
        JsonNode measures = metrics.get("metrics");
        assertThat(measures.get("ap50_with_unsure")).isEqualTo(measures.get("ap50_all_candidates"));
        assertThat(measures.get("coverage")).isEqualTo(measures.get("area_iou"));
        assertThat(metrics.get("anchors").propertyNames())
                .isEqualTo(metrics.get("published_results").propertyNames());
        JsonNode settings = metrics.get("settings");
        assertThat(settings.get("score_threshold")).isNotNull().isEqualTo(settings.get("min_score"));
        JsonNode bin = metrics.get("calibration").get(0);
        assertThat(bin.get("claims")).isNotNull().isEqualTo(bin.get("predictions"));
        assertThat(bin.get("hit_share")).isNotNull().isEqualTo(bin.get("precision"));
        JsonNode corrupted = metrics.get("robustness").get(0);
        assertThat(corrupted.get("disturbance")).isNotNull().isEqualTo(corrupted.get("corruption"));
    }

    @Test
    void everySeverityIsTheSameInJsonCsvPageAndConsole() throws IOException {
        List<String> csv = Files.readAllLines(folder.resolve("robustness.csv"));
        assertThat(csv).hasSize(17);
        assertThat(metrics.get("robustness").size()).isEqualTo(16);
        for (int row = 0; row < 16; row++) {
            JsonNode node = metrics.get("robustness").get(row);
            String name = node.get("corruption").asString();
            assertThat(csv.get(row + 1))
                    .startsWith(name + "," + node.get("severity") + ",")
                    .contains("," + node.get("type_accuracy") + "," + node.get("type_accuracy_low") + ",")
                    .contains("," + node.get("f1") + ",")
                    .contains("," + node.get("ap50") + ",");
            String shown = TableCell.shown(node.get("type_accuracy").asDouble());
            String interval =
                    "(" + TableCell.shown(node.get("type_accuracy_low").asDouble()) + "–"
                            + TableCell.shown(node.get("type_accuracy_high").asDouble()) + ")";
            assertThat(report.toText())
                    .containsPattern("(?m)^  " + name + " +" + node.get("severity") + "  .*\\Q" + shown + " " + interval
                            + "\\E");
            assertThat(html)
                    .contains(
                            "<th scope=\"row\">" + name + "</th><td class=\"number\">" + node.get("severity") + "</td>")
                    .contains(">" + shown + " <span class=\"interval\">" + interval + "</span></td>");
        }
        assertThat(html).contains("Gaussian, σ 2 pixels", "quality 10 of 100");
    }

    @Test
    void theRobustnessTableContainsTheBaselines() {
        assertThat(RobustnessTables.of(report).toText())
                .containsPattern("(?m)^  template +0  original image ")
                .doesNotContain("Liu");
    }

    @Test
    void saysWhyAMeasureHasNoValue() {
        String reason = metrics.get("metrics").get("ap_large").get("reason").asString();
        assertThat(reason).isEqualTo("no annotated boxes from 96x96 pixels");
        assertThat(report.toText()).contains("AP50-95, large boxes: " + reason);
        assertThat(html).contains("AP50-95, large boxes: " + reason);
    }

    @Test
    void everyRowPerClassIsTheSameInJsonCsvPageAndConsole() throws IOException {
        List<String> csv = Files.readAllLines(folder.resolve("per_class.csv"));
        for (int type = 0; type < 6; type++) {
            JsonNode row = metrics.get("per_class").get(type);
            String[] cells = csv.get(type + 1).split(",", -1);
            List<TableCell> shown = report.perType().rows().get(type);
            for (int column = 0; column < cells.length; column++) {
                String name = report.perType().header().get(column).exact();
                assertThat(row.get(name).isNull() ? "" : row.get(name).asString())
                        .isEqualTo(cells[column]);
                assertThat(report.toText()).contains(shown.get(column).shown());
                assertThat(html).containsPattern(">\\Q" + shown.get(column).shown() + "\\E</t[dh]>");
            }
        }
    }

    @Test
    void consoleNamesTheSourceOfTheScoresAndTheBaselines() {
        assertThat(report.toText())
                .contains("AP50 [token-probability]", "template", "sha256:0123")
                .contains("Do not compare average precision across columns with different kinds of scores:"
                        + " tuned model has token-probability scores, template has constant scores.");
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
    void predictionsIncludeRejectedCandidates() {
        Prediction prediction = Surfaces.allCandidates(
                Surfaces.answer(0.9, Surfaces.defect(DefectType.NEU_DET.get(5), 10, 20, 60, 70)),
                new ScoredDefect(DefectType.NEU_DET.get(0), new BoundingBox(0, 0, 50, 50), 0.1));
        JsonNode predictions = JSON.readTree(PredictionsJson.of(
                Surfaces.input("model", List.of(Surfaces.evaluated(Surfaces.image("a"), prediction)))));
        assertThat(predictions.size()).isEqualTo(2);
        assertThat(predictions.get(0).has("rejected")).isFalse();
        assertThat(predictions.get(1).get("rejected").asBoolean()).isTrue();
        assertThat(predictions.get(1).get("score").asDouble()).isEqualTo(0.1);
    }

    @Test
    void escapesAndOverkillsByThresholdAreTheSameInJsonAndCsv() throws IOException {
        List<String> csv = Files.readAllLines(folder.resolve("clean_or_defective.csv"));
        JsonNode points = metrics.get("clean_or_defective");
        assertThat(csv).hasSize(points.size() + 1);
        assertThat(csv.get(0))
                .isEqualTo(
                        "score_threshold,escape_rate,overkill_rate,undetermined_rate,escapes,overkills,undetermined");
        for (int row = 0; row < points.size(); row++) {
            JsonNode point = points.get(row);
            assertThat(csv.get(row + 1)).startsWith(point.get("score_threshold") + "," + point.get("escape_rate"));
        }
        assertThat(metrics.get("clean_images").asInt()
                        + metrics.get("defective_images").asInt())
                .isEqualTo(60);
    }

    @Test
    void perImageHasARowAnImage() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("per_image.csv"))).hasSize(61);
        assertThat(Files.readAllLines(folder.resolve("operating_points.csv")))
                .hasSize(5)
                .startsWith("allowed_false_alarms_per_image,recall,precision,false_alarms_per_image,score_threshold")
                .anyMatch(line -> line.matches("0\\.5,0\\.\\d+,0\\.\\d+,0\\.[1-5]\\d*,0\\.\\d+"));
    }

    @Test
    void drawsEveryFigureTwice() throws IOException {
        for (String name : List.of(
                "pr",
                "f1_conf",
                "operating_points",
                "confusion",
                "confusion_normalised",
                "reliability",
                "robustness")) {
            assertThat(Files.readString(folder.resolve(name + ".svg"))).contains("<svg", "</svg>");
            assertThat(Files.readAllBytes(folder.resolve(name + ".png"))).startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @Test
    void theSheetsAndTheFiguresFromElsewhereAreFilesToo() throws IOException {
        assertThat(Files.readString(folder.resolve("loss.svg"))).contains("<title>Loss</title>");
        assertThat(folder.resolve("loss.png")).exists();
        assertThat(ImageFile.size(folder.resolve("sheet_worst.png")).width()).isGreaterThan(800);
    }

    @Test
    void whatAnEarlierEvaluationHadMoreOfIsGoneAfterTheNextOne(@TempDir Path used) throws IOException {
        EvaluationFolder.write(report, used);
        Files.createFile(used.resolve("notes.txt"));
        assertThat(used.toFile().list()).contains("sheet_worst.png", "robustness.csv", "loss.png");

        EvaluationFolder.write(report(Surfaces.input("model", List.of())), used);

        assertThat(used.toFile().list())
                .doesNotContain("sheet_worst.png", "robustness.csv", "loss.png")
                .contains("notes.txt", "report.html");
    }

    @Test
    void filesOfSomebodyElseAreNeitherDeletedNorOverwritten(@TempDir Path used) throws IOException {
        for (String mine : List.of("sheet_holiday.png", "robustness.xlsx", "report.html")) {
            Files.writeString(used.resolve(mine), "mine");
        }

        assertThatThrownBy(() -> EvaluationFolder.write(report, used))
                .isInstanceOf(InputException.class)
                .hasMessage(used + ": the folder is not empty, and 'millsight evaluate' has not written into it before;"
                        + " choose another, or remove it first");
        assertThat(used.resolve("report.html")).hasContent("mine");
        assertThat(used.toFile().list())
                .containsExactlyInAnyOrder("sheet_holiday.png", "robustness.xlsx", "report.html");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.millsight.evaluation.EvaluationTest#unusualInputs")
    void writesAFolderOfUnusualAnswers(String name, List<EvaluatedImage> images, @TempDir Path unusual)
            throws IOException {
        EvaluationFolder.write(report(Surfaces.input("model", images)), unusual);
        assertThat(textsOf(unusual)).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void writesAFolderOfOneClass(@TempDir Path one) throws IOException {
        EvaluatedImage image = Surfaces.evaluated(
                Surfaces.image("a", Surfaces.defect(Surfaces.SCRATCHES, 10, 20, 60, 70)), Surfaces.answer(1));
        EvaluationFolder.write(
                report(new EvaluationInput(
                        "model",
                        Surfaces.SPLIT,
                        List.of(Surfaces.SCRATCHES),
                        ScoreMode.TOKEN_PROBABILITY,
                        List.of(image))),
                one);
        assertThat(textsOf(one)).doesNotContain("NaN").contains("scratches");
    }

    private static String textsOf(Path folder) throws IOException {
        StringBuilder texts = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{json,csv,html,svg}")) {
            for (Path file : files) {
                texts.append(Files.readString(file).replaceAll("base64,[^\"]*", ""));
            }
        }
        return texts.toString();
    }

    @Test
    void thePageNeedsNoOtherFile() {
        assertThat(html)
                .doesNotContainPattern("(?i)(src|href)=\"(?!data:|#|https://doi\\.org/)")
                .doesNotContainPattern("url\\(");
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
                .hasMessage(file + ": is a file; give a folder to write to");
    }

    /** Returns the same report with corrupted images, a contact sheet and a loss curve. */
    private static EvaluationReport withEverything(EvaluationReport plain) {
        List<RobustnessResults.Row> rows = new ArrayList<>();
        for (CorruptionSeverity severity : CorruptionSeverity.all()) {
            EvaluationInput worse = Surfaces.many("tuned model", 60, 0.7 - 0.1 * severity.level(), rows.size());
            rows.add(new RobustnessResults.Row(
                    severity, Evaluation.estimates(worse, EvaluationSettings.DEFAULT, RobustnessResults.MEASURES)));
        }
        ExampleCase example = plain.attachments().cases().get(0).cases().get(0);
        CaseSheet sheet = new CaseSheet(
                "sheet_worst",
                new ContactSheet.Heading("Most defects missed", "run first · split val"),
                Collections.nCopies(3, new ContactSheet.Tile("a", example::picture, List.of())));
        ReportFigure loss = new ReportFigure(
                "loss",
                new LinePlot(new PlotText("Loss", "It falls."), Axis.share("Step"), Axis.share("Loss"), List.of()));
        List<ReportSection> sections = new ArrayList<>(plain.attachments().sections());
        sections.add(new ReportSection("Training", List.of(), List.of(), List.of(loss)));
        return new EvaluationReport(
                plain.evaluation(),
                plain.baselines(),
                plain.publishedResults(),
                new RobustnessResults(rows),
                new ReportAttachments(
                        plain.attachments().context(), plain.attachments().cases(), List.of(sheet), sections));
    }

    private static EvaluationReport report(EvaluationInput input) {
        Prediction constant = Surfaces.answer(1, Surfaces.defect(Surfaces.SCRATCHES, 10, 20, 60, 70));
        Evaluation template =
                Evaluation.of(input.withConstantPrediction("template", constant), EvaluationSettings.DEFAULT);
        List<ExampleCase> cases = input.images().stream()
                .limit(6)
                .map(EvaluationFolderTest::example)
                .toList();
        return new EvaluationReport(
                Evaluation.of(input, EvaluationSettings.DEFAULT),
                List.of(template),
                List.of(PublishedResult.PAPER),
                RobustnessResults.NONE,
                new ReportAttachments(
                        new ReportContext("2026-11-27 12:00", "run first", List.of("Chosen on these images.")),
                        List.of(new CaseGroup("One case a class", cases)),
                        List.of(),
                        List.of(new ReportSection("Dataset", List.of("Audited: " + HOSTILE), List.of()))));
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
        Prediction hostile = new Prediction(
                AnswerStatus.READ,
                image.prediction().defects(),
                List.of(),
                HOSTILE,
                ParseErrorCounts.NONE,
                Duration.ZERO);
        EvaluatedImage answered = image.withPrediction(hostile);
        return new ExampleCase(
                answered,
                DefectPairs.of(answered, EvaluationSettings.DEFAULT),
                new RgbImage(200, 200, pixels),
                "I cannot see any defects.");
    }
}
