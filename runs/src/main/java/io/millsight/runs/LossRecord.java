package io.millsight.runs;

/**
 * The losses that a run needs later. They are saved with every checkpoint, so that a resumed run writes the same metrics and ends with the same
 * notice as a run without an interruption.
 *
 * @param sinceLastLine the losses of the steps since the last line of metrics.jsonl
 * @param first the losses of the first steps of the run, for the check at its end
 */
public record LossRecord(LossSum sinceLastLine, LossSum first) {

    static final LossRecord NONE = new LossRecord(LossSum.NONE, LossSum.NONE);

    /**
     * Adds the losses of a step.
     *
     * @param amongFirst whether the step is one of the first of the run
     */
    public LossRecord withStep(double answers, double patches, boolean amongFirst) {
        return new LossRecord(sinceLastLine.plus(answers, patches), amongFirst ? first.plus(answers, patches) : first);
    }

    /** Starts a new sum, after a line of metrics.jsonl has been written. */
    public LossRecord withLine() {
        return new LossRecord(LossSum.NONE, first);
    }
}
