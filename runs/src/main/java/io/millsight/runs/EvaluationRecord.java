package io.millsight.runs;

/**
 * What a run remembers of its evaluations. It is saved with every checkpoint, so that a resumed run chooses the same best checkpoint, stops at the
 * same step and ends with the same words as a run without an interruption.
 *
 * @param first the first evaluation: before training if images are described, else after the first interval
 * @param best the best evaluation of a checkpoint
 * @param metric the figure by which it was chosen
 * @param bestStep the step of that checkpoint; 0 if there is none
 * @param lowestLoss of all evaluations; NaN before the first one
 * @param withoutImprovement evaluations since the best one
 */
public record EvaluationRecord(
        EvaluationFigures first,
        EvaluationFigures best,
        BestMetric metric,
        int bestStep,
        double lowestLoss,
        int withoutImprovement) {

    static final EvaluationRecord NONE = new EvaluationRecord(
            EvaluationFigures.NONE, EvaluationFigures.NONE, BestMetric.EVAL_LOSS, 0, Double.NaN, 0);

    /** Adds the evaluation before the first step, of which there is no checkpoint. */
    public EvaluationRecord withBeginning(EvaluationFigures figures) {
        return new EvaluationRecord(figures, best, metric, bestStep, lowestLoss, withoutImprovement);
    }

    /** Adds the evaluation of a checkpoint. */
    public EvaluationRecord with(EvaluationFigures figures, int step, BestMetric by) {
        boolean better = bestStep == 0 || figures.betterThan(best, by);
        return new EvaluationRecord(
                Double.isNaN(first.loss()) ? figures : first,
                better ? figures : best,
                by,
                better ? step : bestStep,
                figures.loss() >= lowestLoss ? lowestLoss : figures.loss(),
                better ? 0 : withoutImprovement + 1);
    }
}
