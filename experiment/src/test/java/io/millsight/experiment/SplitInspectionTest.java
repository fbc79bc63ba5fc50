package io.millsight.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.ParseErrorCounts;
import io.millsight.evaluation.Prediction;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.image.ImageSize;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.ScoreSource;
import io.millsight.inspection.Verdict;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ReportProblem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitInspectionTest {

    private static final InspectedDefect DEFECT =
            new InspectedDefect(new DefectType("patches"), new BoundingBox(1, 2, 3, 4), 0.25);

    @Test
    void aCutOffAnswerKeepsWhatItSaid() {
        Prediction prediction = prediction(Verdict.UNDETERMINED, true, List.of(DEFECT));

        assertThat(prediction.status()).isEqualTo(AnswerStatus.TRUNCATED);
        assertThat(prediction.defects())
                .singleElement()
                .satisfies(defect -> assertThat(defect.score()).isEqualTo(0.25));
    }

    @Test
    void anAnswerThatCannotBeReadIsUnparsable() {
        assertThat(prediction(Verdict.UNDETERMINED, false, List.of()).status()).isEqualTo(AnswerStatus.UNPARSABLE);
    }

    @Test
    void aCleanSurfaceWasRead() {
        assertThat(prediction(Verdict.CLEAN, false, List.of()).status()).isEqualTo(AnswerStatus.READ);
    }

    @Test
    void countsBoxesThatWereDroppedAndBoxesThatLeftTheImage() {
        Prediction prediction = prediction(
                Verdict.DEFECTS,
                false,
                List.of(DEFECT),
                ReportProblem.Kind.EMPTY_BOX,
                ReportProblem.Kind.MALFORMED,
                ReportProblem.Kind.OUT_OF_RANGE,
                ReportProblem.Kind.LEFTOVER_TEXT);

        assertThat(prediction.parseErrors()).isEqualTo(new ParseErrorCounts(1, 2));
        assertThat(prediction.latency()).isEqualTo(Duration.ofSeconds(2));
        assertThat(prediction.text()).isEqualTo("words");
    }

    @Test
    void allBoxesOfADetectorAreRankedButOnlyTheAnswerOfALanguageModel() {
        InspectedDefect weaker = new InspectedDefect(DEFECT.type(), DEFECT.box(), 0.125);
        Inspection inspection = inspection(Verdict.DEFECTS, false, List.of(DEFECT), List.of(weaker));

        Prediction ofDetector = SplitInspection.prediction(inspection, ScoreSource.DETECTOR);
        Prediction ofModel = SplitInspection.prediction(inspection, ScoreSource.TOKEN_PROBABILITY);

        assertThat(ofDetector.defects()).extracting(ScoredDefect::score).containsExactly(0.25, 0.125);
        assertThat(ofDetector.rejected()).isEmpty();
        assertThat(ofModel.defects()).extracting(ScoredDefect::score).containsExactly(0.25);
        assertThat(ofModel.rejected()).extracting(ScoredDefect::score).containsExactly(0.125);
    }

    private static Prediction prediction(
            Verdict verdict, boolean truncated, List<InspectedDefect> defects, ReportProblem.Kind... notes) {
        return SplitInspection.prediction(
                inspection(verdict, truncated, defects, List.of(), notes), ScoreSource.TOKEN_PROBABILITY);
    }

    private static Inspection inspection(
            Verdict verdict,
            boolean truncated,
            List<InspectedDefect> defects,
            List<InspectedDefect> rejected,
            ReportProblem.Kind... notes) {
        return new Inspection(
                verdict,
                defects,
                rejected,
                "words",
                truncated,
                List.of(notes).stream().map(kind -> new ReportProblem(kind, "")).toList(),
                List.of(),
                new ImageSize(56, 56),
                Duration.ofSeconds(2));
    }
}
