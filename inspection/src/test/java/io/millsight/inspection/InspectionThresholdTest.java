package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ReportProblem;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InspectionThresholdTest {

    private static final DefectType PIT = new DefectType("pit");

    @Test
    void defectsBelowTheThresholdBecomeRejectedCandidatesByFallingScore() {
        Inspection whole = inspection(Verdict.DEFECTS, List.of(), 0.9, 0.1, 0.3);
        Inspection reported = whole.withMinScore(0.3);
        assertThat(reported.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(reported.defects()).extracting(InspectedDefect::score).containsExactly(0.9, 0.3);
        assertThat(reported.rejected()).extracting(InspectedDefect::score).containsExactly(0.2, 0.1);
        assertThat(reported.answer()).isEqualTo(whole.answer());
        assertThat(whole.withMinScore(0)).isSameAs(whole);
    }

    @Test
    void aReadableAnswerWithoutReportedDefectsIsClean() {
        assertThat(inspection(Verdict.DEFECTS, List.of(), 0.1).withMinScore(0.5).verdict())
                .isEqualTo(Verdict.CLEAN);
    }

    @ParameterizedTest
    @EnumSource
    void aLostPartOfTheAnswerMayHoldADefect(ReportProblem.Kind kind) {
        Inspection inspection = inspection(Verdict.DEFECTS, List.of(new ReportProblem(kind, "words")), 0.1);
        boolean lost = kind == ReportProblem.Kind.EMPTY_BOX
                || kind == ReportProblem.Kind.MALFORMED
                || kind == ReportProblem.Kind.TRUNCATED;
        assertThat(inspection.withMinScore(0.5).verdict()).isEqualTo(lost ? Verdict.UNDETERMINED : Verdict.CLEAN);
    }

    @Test
    void anAnswerThatWasCutOffStaysUndetermined() {
        assertThat(inspection(Verdict.UNDETERMINED, List.of(), 0.1)
                        .withMinScore(0.5)
                        .verdict())
                .isEqualTo(Verdict.UNDETERMINED);
    }

    private static Inspection inspection(Verdict verdict, List<ReportProblem> notes, double... scores) {
        return new Inspection(
                verdict,
                DoubleStream.of(scores)
                        .mapToObj(InspectionThresholdTest::defect)
                        .toList(),
                List.of(defect(0.2)),
                "the answer",
                verdict == Verdict.UNDETERMINED,
                notes,
                List.of(),
                new ImageSize(60, 50),
                Duration.ofMillis(5));
    }

    private static InspectedDefect defect(double score) {
        return new InspectedDefect(PIT, new BoundingBox(1, 2, 30, 40), score);
    }
}
