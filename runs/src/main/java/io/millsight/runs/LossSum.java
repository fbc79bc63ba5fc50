package io.millsight.runs;

/**
 * Losses of some optimiser steps, added up.
 *
 * @param answers the steps' losses of the answers
 * @param cells the steps' losses of the image tokens; 0 where these are not taught
 * @param steps how many
 */
public record LossSum(double answers, double cells, int steps) {

    static final LossSum NONE = new LossSum(0, 0, 0);

    LossSum plus(double answersOfStep, double cellsOfStep) {
        return new LossSum(answers + answersOfStep, cells + cellsOfStep, steps + 1);
    }

    public double meanAnswers() {
        return answers / steps;
    }

    public double meanCells() {
        return cells / steps;
    }
}
