package io.millsight.runs;

/**
 * The sum of the losses of some optimiser steps.
 *
 * @param answers the sum of the losses of the answers
 * @param patches the sum of the patch-level auxiliary losses; 0 without patch supervision
 * @param steps the number of steps
 */
public record LossSum(double answers, double patches, int steps) {

    static final LossSum NONE = new LossSum(0, 0, 0);

    LossSum plus(double answersOfStep, double patchesOfStep) {
        return new LossSum(answers + answersOfStep, patches + patchesOfStep, steps + 1);
    }

    /** The mean loss of the answers; NaN without steps. */
    public double meanAnswers() {
        return answers / steps;
    }

    /** The mean patch-level auxiliary loss; NaN without steps. */
    public double meanPatches() {
        return patches / steps;
    }
}
