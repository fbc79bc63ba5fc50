package io.millsight.runs;

/** States of runs for tests. */
final class States {

    private States() {}

    /** A state of which only the steps are known. */
    static TrainerState at(int step, int bestStep) {
        return new TrainerState(
                step,
                step,
                new EvaluationRecord(
                        EvaluationFigures.NONE, EvaluationFigures.NONE, BestMetric.EVAL_LOSS, bestStep, Double.NaN, 0),
                0,
                LossRecord.NONE);
    }
}
