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
import io.millsight.steel.picture.DefectPainter;
import io.millsight.steel.picture.TypeColours;
import io.millsight.steel.report.ReportProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        return format.writer(new PrintWriter(out), new PrintWriter(err, true), List.of(SmallDataset.PATCHES));
    }

    private static Inspection inspection(DefectType... types) {
        return new Inspection(
                Verdict.DEFECTS,
                List.of(types).stream()
                        .map(type -> new InspectedDefect(type, new BoundingBox(1, 2, 30, 40), 0.5))
                        .toList(),
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
                        IMAGE + ": DEFECTS (1.50 s)",
                        "  rust\\u202e       x 1..30, y 2..40, score 0.50",
                        "  note: unknown type: rust",
                        "  note: an answer states at most 1 defects",
                        "  > words\\u001b[2J");
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
                        "millsight: 1 defect of the type \"rust\\u202e\" left out of the list: the model was not taught it,"
                                + " so it has no category; --format json has all" + System.lineSeparator());
    }

    @Test
    void aTypeThatTheModelWasNotTaughtIsDrawn(@TempDir Path folder) throws IOException {
        DefectPainter painter = new DefectPainter(new TypeColours(List.of(SmallDataset.PATCHES)));
        RgbImage image = new RgbImage(60, 50, new byte[3 * 60 * 50]);
        Drawings.prepare(folder, List.of(IMAGE)).write(IMAGE, image, inspection(RUST), painter);
        assertThat(ImageFile.read(folder.resolve("strip.png")).pixels()).contains((byte) 0xff);
    }
}
