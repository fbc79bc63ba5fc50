package io.millsight.steel.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ParsedReport.Status;
import io.millsight.steel.report.ReportGuide.Continuation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReportGuideTest {

    private static final List<DefectType> TWO = List.of(new DefectType("scratch"), new DefectType("scratches"));

    /** Follows random continuations up to the end of the report. */
    private static String wander(ReportRules rules, SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        ReportGuide guide = ReportGuide.start(rules);
        while (!guide.isComplete()) {
            List<Continuation> ways = guide.continuations();
            assertThat(ways).as(text.toString()).isNotEmpty();
            Continuation way = ways.get(random.nextInt(ways.size()));
            assertThat(way.text()).isNotEmpty();
            text.append(way.text());
            guide = way.next();
        }
        assertThat(guide.continuations()).isEmpty();
        return text.toString();
    }

    /** Returns whether the guide allows this text. */
    private static boolean allows(ReportGuide guide, String text) {
        if (guide.isComplete()) {
            return text.isEmpty();
        }
        return guide.continuations().stream()
                .filter(way -> text.startsWith(way.text()))
                .anyMatch(way -> allows(way.next(), text.substring(way.text().length())));
    }

    @ParameterizedTest
    @CsvSource({
        "PAPER,200,200",
        "PAPER,7,1000",
        "PAPER,1,1",
        "QWEN_JSON,200,200",
        "QWEN_JSON,1000,7",
        "QWEN_JSON,1,2",
        "READABLE,200,200",
        "READABLE,7,1000",
        "READABLE,1,1"
    })
    void whateverWayIsTakenTheReportIsReadWithoutANote(ReportDialect dialect, int width, int height) {
        CoordinateFrame frame = new CoordinateFrame(200, 200, width, height);
        ReportRules rules = new ReportRules(dialect, DefectType.NEU_DET, frame, 32);
        ReportParser parser = new ReportParser(dialect, DefectType.NEU_DET);
        SplittableRandom random = new SplittableRandom(width);
        for (int i = 0; i < 500; i++) {
            String text = wander(rules, random);
            ParsedReport report = parser.parse(text, frame);
            assertThat(report.problems()).as(text).isEmpty();
            assertThat(report.status()).as(text).isNotEqualTo(Status.UNPARSABLE);
            assertThat(report.defects()).allSatisfy(defect -> {
                assertThat(defect.box().isInside(200, 200)).isTrue();
                assertThat(DefectType.NEU_DET).contains(defect.type());
            });
            assertThat(new HashSet<>(report.defects())).hasSameSizeAs(report.defects());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheWriterWritesIsAllowed(ReportDialect dialect) {
        SplittableRandom random = new SplittableRandom(5);
        CoordinateFrame frame = new CoordinateFrame(200, 200, 196, 308);
        ReportGuide start = ReportGuide.start(new ReportRules(dialect, DefectType.NEU_DET, frame, 32));
        for (int i = 0; i < 200; i++) {
            List<Defect> defects = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0; k--) {
                double x = random.nextDouble(199.9);
                double y = random.nextDouble(199.9);
                BoundingBox box = new BoundingBox(
                        x, y, x + (200 - x) * (1 - random.nextDouble()), y + (200 - y) * (1 - random.nextDouble()));
                defects.add(new Defect(DefectType.NEU_DET.get(random.nextInt(6)), box));
            }
            String text = new ReportWriter(dialect, BoxOrder.POSITION).write(defects, frame);
            assertThat(allows(start, text)).as(text).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "10 to 200 and Y coordinates 20 to 200; true",
                "0 to 1 and Y coordinates 0 to 1; true",
                "199 to 200 and Y coordinates 199 to 200; true",
                "10 to 201 and Y coordinates 20 to 30; false",
                "200 to 200 and Y coordinates 20 to 30; false",
                "10 to 10 and Y coordinates 20 to 30; false",
                "10 to 5 and Y coordinates 20 to 30; false",
                "10 to 20 and Y coordinates 30 to 30; false",
                "010 to 20 and Y coordinates 20 to 30; false",
                "00 to 20 and Y coordinates 20 to 30; false"
            })
    void numbersStayInTheFrameAndInOrderWithoutLeadingZeros(String numbers, boolean allowed) {
        ReportGuide start = ReportGuide.start(
                new ReportRules(ReportDialect.PAPER, DefectType.NEU_DET, CoordinateFrame.original(200, 200), 32));

        assertThat(allows(
                        start,
                        "The steel surface has a patches in the region from X coordinates " + numbers + " Defects."))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsStatedTwice(ReportDialect dialect) {
        CoordinateFrame frame = CoordinateFrame.original(20, 20);
        ReportGuide start = ReportGuide.start(new ReportRules(dialect, TWO, frame, 32));
        Statement first = new Statement("scratch", new TextBox(1, 2, 13, 4));
        Statement otherType = new Statement("scratches", new TextBox(1, 2, 13, 4));
        Statement otherBox = new Statement("scratch", new TextBox(1, 2, 13, 14));
        Grammar grammar = dialect.grammar();

        assertThat(allows(start, grammar.write(List.of(first, otherType, otherBox))))
                .isTrue();
        assertThat(allows(start, grammar.write(List.of(first, first)))).isFalse();
        assertThat(allows(start, grammar.write(List.of(first, otherType, otherBox, first))))
                .isFalse();
    }

    /** A frame of one pixel has one box, so there are only two statements with two types. */
    @ParameterizedTest
    @EnumSource
    void whereEverythingHasBeenSaidTheReportEnds(ReportDialect dialect) {
        ReportRules rules = new ReportRules(dialect, TWO, CoordinateFrame.original(1, 1), 32);
        ReportParser parser = new ReportParser(dialect, TWO);
        SplittableRandom random = new SplittableRandom(1);
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            counts.add(
                    parser.parse(wander(rules, random), rules.frame()).defects().size());
        }
        assertThat(counts).contains(0, 1, 2).allMatch(count -> count <= 2);
    }

    @ParameterizedTest
    @EnumSource
    void aReportStatesNoMoreDefectsThanItMay(ReportDialect dialect) {
        ReportRules rules = new ReportRules(dialect, DefectType.NEU_DET, CoordinateFrame.original(50, 50), 2);
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            counts.add(new ReportParser(dialect, DefectType.NEU_DET)
                    .parse(wander(rules, random), rules.frame())
                    .defects()
                    .size());
        }
        assertThat(counts).contains(2).allMatch(count -> count <= 2);
    }

    @Test
    void aTypeWithQuotesStaysReadableAsJson() {
        List<DefectType> types = List.of(new DefectType("3\" \"dent\" \\ deep"));
        ReportRules rules = new ReportRules(ReportDialect.QWEN_JSON, types, CoordinateFrame.original(9, 9), 3);
        ReportParser parser = new ReportParser(ReportDialect.QWEN_JSON, types);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 50; i++) {
            assertThat(parser.parse(wander(rules, random), rules.frame()).problems())
                    .isEmpty();
        }
    }
}
