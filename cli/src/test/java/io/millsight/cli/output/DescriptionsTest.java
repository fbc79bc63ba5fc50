package io.millsight.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.SmallDataset;
import io.millsight.experiment.description.Drawings;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Caveat;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Verdict;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.picture.CaptionedPicture;
import io.millsight.steel.picture.TypeColours;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What is printed and drawn of an inspection. */
class DescriptionsTest {

    private static final Path IMAGE = Path.of("line 2", "strip.png");
    private static final DefectType RUST = new DefectType("rust\u202e");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private DescriptionWriter writer(DescriptionFormat format) {
        return writer(format, null, 0);
    }

    private DescriptionWriter writer(DescriptionFormat format, @Nullable ReportDialect dialect, double minScore) {
        return format.writer(
                new PrintWriter(out),
                new PrintWriter(err, true),
                new DescriptionStyle(
                        List.of(SmallDataset.PATCHES),
                        ReportDialect.PAPER,
                        dialect,
                        minScore,
                        List.of("trained without clean images")));
    }

    private static Inspection inspection(DefectType... types) {
        return inspection(
                Verdict.DEFECTS,
                List.of(types).stream()
                        .map(type -> new InspectedDefect(type, new BoundingBox(1, 2, 30, 40), 0.5))
                        .toList());
    }

    private static Inspection inspection(Verdict verdict, List<InspectedDefect> defects) {
        return new Inspection(
                verdict,
                defects,
                List.of(),
                "words\u001b[2J",
                false,
                List.of(
                        new ReportProblem(ReportProblem.Kind.UNKNOWN_TYPE, "rust"),
                        new ReportProblem(ReportProblem.Kind.UNKNOWN_TYPE, "rust")),
                List.of(new Caveat(Caveat.Kind.TOO_MANY_DEFECTS, "an answer states at most 1 defects")),
                new ImageSize(60, 50),
                Duration.ofMillis(1500));
    }

    @Test
    void textSaysWhatWasWrongAndSteersNoTerminal() {
        writer(DescriptionFormat.TEXT).described(IMAGE, inspection(RUST));
        assertThat(out.toString().lines())
                .containsExactly(
                        IMAGE + ": DEFECTS, rust\\u202e 1 (1.50 s)",
                        "  rust\\u202e       x 1..30, y 2..40, score 0.50",
                        "  note: unknown type: rust",
                        "  note: an answer states at most 1 defects",
                        "  > words\\u001b[2J");
    }

    @Test
    void textListsTheTenHighestScoresOfALargePicture() {
        List<InspectedDefect> many = IntStream.range(0, 12)
                .mapToObj(i -> new InspectedDefect(
                        i < 4 ? RUST : SmallDataset.PATCHES, new BoundingBox(i, 2, 30, 40), (i + 1) / 100.0))
                .toList();
        writer(DescriptionFormat.TEXT).described(IMAGE, inspection(Verdict.DEFECTS, many));
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).startsWith(IMAGE + ": DEFECTS, patches 8, rust\\u202e 4 (");
        assertThat(lines.get(1)).isEqualTo("  patches          x 11..30, y 2..40, score 0.12");
        assertThat(lines.get(11)).isEqualTo("  … and 2 more with lower scores; --format csv lists all");
        assertThat(out.toString()).doesNotContain("  > ");
    }

    @Test
    void textSumsUpSeveralImages() {
        DescriptionWriter text = writer(DescriptionFormat.TEXT);
        text.described(IMAGE, inspection(SmallDataset.PATCHES));
        text.described(IMAGE, inspection(Verdict.CLEAN, List.of()));
        text.failed(IMAGE, "unreadable");
        text.finish();
        assertThat(out.toString().lines()).last().isEqualTo("3 images: 1 with defects, 1 clean, 1 undetermined");
    }

    @Test
    void aReportIsWrittenInTheChosenDialectFromTheReportedBoxes() {
        writer(DescriptionFormat.TEXT, ReportDialect.READABLE, 0).described(IMAGE, inspection(SmallDataset.PATCHES));
        assertThat(out.toString()).contains("  > patches from x 1 to 30, y 2 to 40.");
    }

    @Test
    void underAScoreThresholdTheReportSaysWhatIsReported() {
        Inspection clean = inspection(SmallDataset.PATCHES).withMinScore(0.6);
        writer(DescriptionFormat.TEXT, null, 0.6).described(IMAGE, clean);
        assertThat(out.toString()).contains(": CLEAN (").contains("  > The steel surface has no defects.");
    }

    @Test
    void anUndeterminedImageHasNoReportButTheAnswer() {
        Inspection undetermined = inspection(Verdict.UNDETERMINED, List.of());
        writer(DescriptionFormat.TEXT, ReportDialect.READABLE, 0.6).described(IMAGE, undetermined);
        assertThat(out.toString())
                .contains(": UNDETERMINED (")
                .contains("  > words")
                .doesNotContain("No defects");
    }

    @Test
    void jsonHasTheReportTheCaveatsAndTheScoreThreshold() {
        writer(DescriptionFormat.JSON, ReportDialect.READABLE, 0.6)
                .described(IMAGE, inspection(SmallDataset.PATCHES).withMinScore(0.6));
        var json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.get("verdict").asString()).isEqualTo("CLEAN");
        assertThat(json.get("report").asString()).isEqualTo("No defects.");
        assertThat(json.get("min_score").asDouble()).isEqualTo(0.6);
        assertThat(json.get("rejected").get(0).get("score").asDouble()).isEqualTo(0.5);
        assertThat(json.get("caveats").get(0).asString()).isEqualTo("trained without clean images");
    }

    @Test
    void csvHasARowPerDefectAndOneForAnImageWithoutDefects() {
        DescriptionWriter csv = writer(DescriptionFormat.CSV);
        csv.described(IMAGE, inspection(SmallDataset.PATCHES, SmallDataset.SCRATCHES));
        csv.described(Path.of("=a,b.png"), inspection(Verdict.CLEAN, List.of()));
        csv.failed(IMAGE, "unreadable");
        csv.finish();
        assertThat(out.toString())
                .isEqualTo("image,verdict,type,x_min,y_min,x_max,y_max,score,width,height,seconds\r\n"
                        + IMAGE + ",DEFECTS,patches,1.0,2.0,30.0,40.0,0.5,60,50,1.5\r\n"
                        + IMAGE + ",DEFECTS,scratches,1.0,2.0,30.0,40.0,0.5,60,50,1.5\r\n"
                        + "\"'=a,b.png\",CLEAN,,,,,,,60,50,1.5\r\n"
                        + IMAGE + ",UNDETERMINED,,,,,,,,,0.0\r\n");
    }

    @Test
    void jsonSaysItInNotes() {
        writer(DescriptionFormat.JSON).described(IMAGE, inspection(RUST));
        assertThat(JsonMapper.shared().readTree(out.toString()).get("notes").values())
                .extracting(note -> note.asString())
                .containsExactly(
                        "UNKNOWN_TYPE: rust",
                        "UNKNOWN_TYPE: rust",
                        "TOO_MANY_DEFECTS: an answer states at most 1 defects");
    }

    @Test
    void jsonHasTheFormerKeysForOneVersion() {
        writer(DescriptionFormat.JSON).described(IMAGE, inspection(RUST));
        var json = JsonMapper.shared().readTree(out.toString());
        var defect = json.get("defects").get(0);
        assertThat(defect.get("score").asDouble()).isEqualTo(0.5);
        assertThat(defect.get("confidence")).isEqualTo(defect.get("score"));
        assertThat(json.get("rejected").isArray()).isTrue();
        assertThat(json.get("unsure")).isEqualTo(json.get("rejected"));
    }

    @Test
    void cocoListsNothingUntilAllImagesAreDone() {
        DescriptionWriter coco = writer(DescriptionFormat.COCO);
        coco.described(IMAGE, inspection(SmallDataset.PATCHES));
        coco.failed(IMAGE, "unreadable");
        assertThat(out.toString()).isEmpty();
        coco.described(IMAGE, inspection(SmallDataset.PATCHES));
        coco.finish();
        assertThat(JsonMapper.shared().readTree(out.toString()).values())
                .extracting(result -> result.get("image_id").asInt())
                .containsExactly(1, 3);
        assertThat(JsonMapper.shared().readTree(out.toString()).values())
                .allSatisfy(
                        result -> assertThat(result.get("file_name").asString()).isEqualTo(IMAGE.toString()));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void cocoSaysWhichDefectsHaveNoCategory() {
        DescriptionWriter coco = writer(DescriptionFormat.COCO);
        coco.described(IMAGE, inspection(SmallDataset.PATCHES, RUST));
        coco.finish();
        assertThat(JsonMapper.shared().readTree(out.toString()).values()).hasSize(1);
        assertThat(err.toString())
                .isEqualTo(
                        "millsight: 1 defect of the type \"rust\\u202e\" left out of the list: the model does not know"
                                + " the type, so there is no category; --format json has all" + System.lineSeparator());
    }

    @Test
    void aTypeThatTheModelDoesNotKnowIsDrawn(@TempDir Path folder) throws IOException {
        CaptionedPicture painter = new CaptionedPicture(new TypeColours(List.of(SmallDataset.PATCHES)));
        RgbImage image = new RgbImage(60, 50, new byte[3 * 60 * 50]);
        Drawings.prepare(folder, List.of(IMAGE)).write(IMAGE, image, inspection(RUST), painter);
        RgbImage drawn = ImageFile.read(folder.resolve("strip.png"));
        byte[] withoutStrip = Arrays.copyOf(drawn.pixels(), 3 * drawn.width() * drawn.width() * 50 / 60);
        assertThat(withoutStrip).contains((byte) 0xff);
    }
}
