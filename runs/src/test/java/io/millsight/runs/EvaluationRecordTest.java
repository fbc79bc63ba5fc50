package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvaluationRecordTest {

    private static EvaluationFigures figures(double loss, double map50) {
        return new EvaluationFigures(loss, map50, Double.NaN, Double.NaN);
    }

    @Test
    void theBestIsChosenByItsFigureAndThenByTheLoss() {
        EvaluationRecord record = EvaluationRecord.NONE
                .with(figures(2.0, 0), 10, BestMetric.MAP50)
                .with(figures(1.5, 0), 20, BestMetric.MAP50)
                .with(figures(1.8, 0.3), 30, BestMetric.MAP50)
                .with(figures(1.0, 0.2), 40, BestMetric.MAP50)
                .with(figures(1.9, 0.3), 50, BestMetric.MAP50);
        assertThat(record.bestStep()).isEqualTo(30);
        assertThat(record.withoutImprovement()).isEqualTo(2);
        assertThat(record.lowestLoss()).isEqualTo(1.0);
        assertThat(record.first()).isEqualTo(figures(2.0, 0));
        assertThat(record.with(figures(1.7, 0.3), 60, BestMetric.MAP50).bestStep())
                .isEqualTo(60);
    }

    @Test
    void aFigureThatIsNotKnownLeavesTheDecisionToTheLoss() {
        EvaluationRecord record = EvaluationRecord.NONE
                .with(figures(2.0, Double.NaN), 1, BestMetric.MAP50)
                .with(figures(1.5, Double.NaN), 2, BestMetric.MAP50)
                .with(figures(1.6, Double.NaN), 3, BestMetric.MAP50);
        assertThat(record.bestStep()).isEqualTo(2);
    }

    @Test
    void theEvaluationBeforeTrainingIsRememberedButNoCheckpoint() {
        EvaluationRecord record =
                EvaluationRecord.NONE.withBeginning(figures(1.0, 0.5)).with(figures(2.0, 0.1), 8, BestMetric.MAP50);
        assertThat(record.first()).isEqualTo(figures(1.0, 0.5));
        assertThat(record.bestStep()).isEqualTo(8);
        assertThat(record.lowestLoss()).isEqualTo(2.0);
    }
}
