package io.millsight.runs;

/**
 * What a run remembers of its losses. It is saved with every checkpoint, so that a run which is resumed writes the same lines and comes to the same
 * conclusion as one that was never interrupted.
 *
 * @param sinceLastLine the steps since the last line of metrics.jsonl
 * @param first the first steps of the run, for the check at its end whether it learned
 * @param firstEvaluation the run's first evaluation loss; NaN before it
 */
public record LossRecord(LossSum sinceLastLine, LossSum first, double firstEvaluation) {

    static final LossRecord NONE = new LossRecord(LossSum.NONE, LossSum.NONE, Double.NaN);

    public LossRecord withStep(double answers, double cells, boolean amongFirst) {
        return new LossRecord(
                sinceLastLine.plus(answers, cells), amongFirst ? first.plus(answers, cells) : first, firstEvaluation);
    }

    /** After a line has been written. */
    public LossRecord withLine() {
        return new LossRecord(LossSum.NONE, first, firstEvaluation);
    }

    public LossRecord withEvaluation(double loss) {
        return Double.isNaN(firstEvaluation) ? new LossRecord(sinceLastLine, first, loss) : this;
    }
}
