package io.millsight.steel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ParsedReport.Status;
import io.millsight.steel.report.ReportProblem.Kind;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

    private static final CoordinateFrame FRAME = CoordinateFrame.original(200, 200);
    private static final Defect PITTED = defect("pitted_surface", 10, 20, 110, 120);
    private static final Defect SCALE = defect("rolled-in_scale", 1, 90, 200, 200);

    private static Defect defect(String type, double xMin, double yMin, double xMax, double yMax) {
        return new Defect(new DefectType(type), new BoundingBox(xMin, yMin, xMax, yMax));
    }

    private static String write(ReportDialect dialect, Defect... defects) {
        return new ReportWriter(dialect, BoxOrder.ANNOTATED).write(List.of(defects), FRAME);
    }

    private static ParsedReport parse(ReportDialect dialect, String text) {
        return new ReportParser(dialect, DefectType.NEU_DET).parse(text, FRAME);
    }

    private static ParsedReport parse(String text) {
        return parse(ReportDialect.of(text), text);
    }

    @Test
    void writesThePapersSentenceOncePerDefectAndLine() {
        assertThat(write(ReportDialect.PAPER, PITTED, SCALE))
                .isEqualTo(
                        "The steel surface has a pitted surface in the region from X coordinates 10 to 110 and Y coordinates 20 to 120 Defects.\n"
                                + "The steel surface has a rolled-in scale in the region from X coordinates 1 to 200 and Y coordinates 90 to 200 Defects.");
    }

    @Test
    void everySentenceMatchesThePapersOwnPattern() {
        Pattern paper = Pattern.compile(
                "has a (.+) in the region from X coordinates (\\d+) to (\\d+) and Y coordinates (\\d+) to (\\d+) Defects.");
        for (DefectType type : DefectType.NEU_DET) {
            String sentence = write(ReportDialect.PAPER, new Defect(type, new BoundingBox(1, 2, 30, 40)));
            Matcher matcher = paper.matcher(sentence);
            assertThat(matcher.find()).isTrue();
            assertThat(matcher.group(1)).isEqualTo(type.words());
            assertThat(IntStream.rangeClosed(2, 5).mapToObj(matcher::group)).containsExactly("1", "30", "2", "40");
        }
    }

    @Test
    void writesQwensJson() {
        assertThat(write(ReportDialect.QWEN_JSON, PITTED, SCALE))
                .isEqualTo(
                        "[{\"bbox_2d\":[10,20,110,120],\"label\":\"pitted surface\"},{\"bbox_2d\":[1,90,200,200],\"label\":\"rolled-in scale\"}]");
    }

    @Test
    void writesAReadablePhrasePerDefectAndLine() {
        assertThat(write(ReportDialect.READABLE, PITTED, SCALE))
                .isEqualTo(
                        "pitted surface from x 10 to 110, y 20 to 120.\nrolled-in scale from x 1 to 200, y 90 to 200.");
    }

    @ParameterizedTest
    @EnumSource
    void theDialectOfATextIsFound(ReportDialect dialect) {
        assertThat(ReportDialect.of(write(dialect))).isEqualTo(dialect);
        assertThat(ReportDialect.of(write(dialect, PITTED, SCALE))).isEqualTo(dialect);
    }

    @Test
    void readsAReadableReportThatBreaksOff() {
        ParsedReport report = parse("pitted surface from x 10 to 110, y 20 to 120\nrolled-in scale from x 1 to");
        assertThat(report.defects()).containsExactly(PITTED);
        assertThat(report.count(Kind.LEFTOVER_TEXT)).isEqualTo(1);
    }

    @Test
    void saysThatASurfaceIsClean() {
        assertThat(write(ReportDialect.PAPER)).isEqualTo("The steel surface has no defects.");
        assertThat(write(ReportDialect.QWEN_JSON)).isEqualTo("[]");
        assertThat(write(ReportDialect.READABLE)).isEqualTo("No defects.");
    }

    @ParameterizedTest
    @EnumSource
    void readsACleanSurface(ReportDialect dialect) {
        assertThat(parse(dialect, write(dialect)))
                .isEqualTo(new ParsedReport(Status.CLEAN, List.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"200,200", "196,196", "448,448", "84,1008", "1372,28"})
    void readsBackWhatItWroteInAnyFrame(int width, int height) {
        CoordinateFrame frame = new CoordinateFrame(200, 200, width, height);
        SplittableRandom random = new SplittableRandom(7);
        for (ReportDialect dialect : ReportDialect.values()) {
            for (int i = 0; i < 200; i++) {
                double x = random.nextDouble(180);
                double y = random.nextDouble(180);
                DefectType type = DefectType.NEU_DET.get(random.nextInt(6));
                BoundingBox box =
                        new BoundingBox(x, y, x + 20 * (1 - random.nextDouble()), y + 20 * (1 - random.nextDouble()));
                String text = new ReportWriter(dialect, BoxOrder.POSITION).write(List.of(new Defect(type, box)), frame);
                ParsedReport report = new ReportParser(dialect, DefectType.NEU_DET).parse(text, frame);
                assertThat(report.problems()).isEmpty();
                Defect defect = report.defects().get(0);
                assertThat(defect.type()).isEqualTo(type);
                // Rounding moves an edge by half a pixel of the text's frame, and the edge of a very thin box by up to
                // one.
                assertThat(defect.box().xMin()).isCloseTo(box.xMin(), within(1.0 * 200 / width));
                assertThat(defect.box().yMax()).isCloseTo(box.yMax(), within(1.0 * 200 / height));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {196, 448})
    void convertsThereAndBackWithoutLossBeforeRounding(int size) {
        CoordinateFrame frame = new CoordinateFrame(200, 200, size, size);
        for (double x = 0; x <= 200; x += 0.25) {
            assertThat(frame.toOriginalX(frame.toTextX(x))).isCloseTo(x, within(1e-9));
            assertThat(frame.toOriginalY(frame.toTextY(x))).isCloseTo(x, within(1e-9));
            // Rounding in the text moves an edge by at most half a pixel of the text's frame.
            double rounded = frame.toOriginalX(Math.rint(frame.toTextX(x)));
            assertThat(rounded).isCloseTo(x, within(0.5 * 200 / size + 1e-9));
        }
    }

    @Test
    void keepsAPixelOfABoxThatRoundingWouldLose() {
        CoordinateFrame frame = new CoordinateFrame(1000, 1000, 100, 100);
        assertThat(frame.toText(new BoundingBox(997, 2, 999, 4))).isEqualTo(new TextBox(99, 0, 100, 1));
    }

    @Test
    void mapsWordsToTypesWhateverJoinsThem() {
        assertThat(DefectType.find("Rolled in scale", DefectType.NEU_DET)).contains(SCALE.type());
        assertThat(DefectType.find("pitted surface", DefectType.NEU_DET)).contains(PITTED.type());
        assertThat(DefectType.find("rust", DefectType.NEU_DET)).isEmpty();
    }

    @Test
    void prefersTheTypeThatIsWrittenExactlySo() {
        List<DefectType> types = List.of(new DefectType("a-b"), new DefectType("a_b"));
        assertThat(DefectType.find("a_b", types)).contains(types.get(1));
    }

    @Test
    void keepsAnInventedTypeAndSaysSo() {
        ParsedReport report = parse("[{\"bbox_2d\":[1,2,3,4],\"label\":\"red rust\"}]");
        assertThat(report.defects()).containsExactly(defect("red_rust", 1, 2, 3, 4));
        assertThat(report.problems()).containsExactly(new ReportProblem(Kind.UNKNOWN_TYPE, "red rust"));
    }

    @Test
    void cutsABoxAtTheBorderAndCountsIt() {
        ParsedReport report = parse(
                "has a crazing in the region from X coordinates 150 to 99999999999999999999 and Y coordinates 0 to 200 Defects.");
        assertThat(report.defects()).containsExactly(defect("crazing", 150, 0, 200, 200));
        assertThat(report.count(Kind.OUT_OF_RANGE)).isEqualTo(1);
    }

    @Test
    void exchangesCoordinatesInTheWrongOrderAndCountsThem() {
        ParsedReport report = parse("[{\"bbox_2d\":[30,4,10,2],\"label\":\"crazing\"}]");
        assertThat(report.defects()).containsExactly(defect("crazing", 10, 2, 30, 4));
        assertThat(report.count(Kind.UNORDERED)).isEqualTo(1);
    }

    @Test
    void readsJsonInAFence() {
        ParsedReport report = parse("```json\n[\n\t{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"crazing\"}\n]\n```");
        assertThat(report.defects()).containsExactly(defect("crazing", 1, 2, 3, 4));
        assertThat(report.problems()).isEmpty();
        assertThat(parse("```json\n[]\n```").status()).isEqualTo(Status.CLEAN);
    }

    @Test
    void keepsTheCompleteMembersOfATruncatedList() {
        ParsedReport report =
                parse("[{\"bbox_2d\":[1,2,3,4],\"label\":\"crazing\"},{\"bbox_2d\":[5,6,7,8],\"label\":\"scra");
        assertThat(report.defects()).containsExactly(defect("crazing", 1, 2, 3, 4));
        assertThat(report.count(Kind.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void keepsTheCompleteSentencesOfATruncatedReport() {
        String whole = write(ReportDialect.PAPER, PITTED, SCALE);
        ParsedReport report = parse(whole.substring(0, whole.length() - 20));
        assertThat(report.defects()).containsExactly(PITTED);
        assertThat(report.count(Kind.LEFTOVER_TEXT)).isEqualTo(1);
    }

    @Test
    void readsTwoSentencesOnOneLine() {
        ParsedReport report = parse(write(ReportDialect.PAPER, PITTED, SCALE).replace('\n', ' '));
        assertThat(report.defects()).containsExactly(PITTED, SCALE);
        assertThat(report.problems()).isEmpty();
    }

    @Test
    void readsALabelWithABraceAndAQuote() {
        Defect odd = defect("odd\"}_type", 1, 2, 3, 4);
        String text = write(ReportDialect.QWEN_JSON, odd);
        ParsedReport report = new ReportParser(ReportDialect.QWEN_JSON, List.of(odd.type())).parse(text, FRAME);
        assertThat(report.status()).isEqualTo(Status.DEFECTS);
        assertThat(report.defects()).containsExactly(odd);
        assertThat(report.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "[",
                "[{",
                "{}",
                "[1,2]",
                "null",
                "[] and a scratch",
                "[{\"bbox_2d\":[1,2,3],\"label\":\"crazing\"}]",
                "[{\"bbox_2d\":[1,2,1,2],\"label\":\"crazing\"}]",
                "[{\"bbox_2d\":[300,2,400,20],\"label\":\"crazing\"}]",
                "[{\"bbox_2d\":[1,2,3,4]}]",
                "[{\"bbox_2d\":[1,2,3,4],\"label\":\"\"}]",
                "The steel surface has no defects. It has",
                "The steel surface has",
                "No defects. But",
                "scratches from x 1 to 2",
                "scratches from x 9 to 9, y 3 to 4",
                "I cannot see a steel surface.",
                "The surface is clean."
            })
    void whatCannotBeReadIsNeverACleanSurface(String text) {
        for (ReportDialect dialect : ReportDialect.values()) {
            ParsedReport report = parse(dialect, text);
            assertThat(report.status()).isEqualTo(Status.UNPARSABLE);
            assertThat(report.defects()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noDamageOfATextMakesItClean(ReportDialect dialect) {
        String text = write(dialect, PITTED, SCALE);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 500; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int k = random.nextInt(1, 20); k > 0; k--) {
                damaged.deleteCharAt(random.nextInt(damaged.length()));
            }
            assertThat(parse(dialect, damaged.toString()).status()).isNotEqualTo(Status.CLEAN);
        }
    }

    @Test
    void ordersDefectsAlongTheStripOrBySize() {
        Defect right = defect("crazing", 50, 0, 60, 10);
        Defect left = defect("crazing", 5, 70, 10, 80);
        Defect large = defect("crazing", 60, 0, 160, 100);
        List<Defect> annotated = List.of(right, large, left);
        assertThat(BoxOrder.ANNOTATED.sort(annotated, Defect::box)).containsExactly(right, large, left);
        assertThat(BoxOrder.POSITION.sort(annotated, Defect::box)).containsExactly(left, right, large);
        assertThat(BoxOrder.SIZE.sort(annotated, Defect::box)).containsExactly(large, right, left);
    }

    @ParameterizedTest
    @EnumSource
    void asksInWordsForTheTypes(ReportDialect dialect) {
        assertThat(dialect.prompt(DefectType.NEU_DET)).contains("pitted surface", "rolled-in scale");
    }

    @Test
    void eachDefectKnowsWhereItIsStated() {
        String paper =
                "So: The steel surface has a patches in the region from X coordinates 1 to 9 and Y coordinates 2 to 8 Defects.";
        String json =
                " ```json\n[{\"bbox_2d\":[1,2,9],\"label\":\"patches\"},{\"bbox_2d\":[1,2,9,8],\"label\":\"patches\"}]\n```";
        CoordinateFrame frame = CoordinateFrame.original(200, 200);
        TextSpan sentence = new ReportParser(ReportDialect.PAPER, DefectType.NEU_DET)
                .parse(paper, frame)
                .spans()
                .get(0);
        assertThat(paper.substring(sentence.start(), sentence.end()))
                .startsWith("The steel")
                .endsWith("Defects.");
        TextSpan member = new ReportParser(ReportDialect.QWEN_JSON, DefectType.NEU_DET)
                .parse(json, frame)
                .spans()
                .get(0);
        assertThat(json.substring(member.start(), member.end()))
                .isEqualTo("{\"bbox_2d\":[1,2,9,8],\"label\":\"patches\"}");
    }
}
