package io.millsight.runs;

import java.nio.file.Path;

/** Hears how a run goes; called on the run's own thread. */
public interface TrainingListener {

    /**
     * Where a run stands.
     *
     * @param step optimiser steps made
     * @param totalSteps of the run
     * @param epoch epochs done, with a fraction
     * @param loss of the last step
     * @param learningRate of the last step
     * @param gradientNorm of the last step, before clipping
     * @param samplesPerSecond since this process began
     * @param secondsLeft at this rate
     */
    record StepReport(
            int step,
            int totalSteps,
            double epoch,
            double loss,
            double learningRate,
            double gradientNorm,
            double samplesPerSecond,
            double secondsLeft) {}

    /** After every optimiser step. */
    void stepped(StepReport report);

    /** After an evaluation. */
    void evaluated(int step, double evaluationLoss, boolean best);

    /** After a checkpoint has been written. */
    void saved(Path checkpoint);

    /** At the end of a run that did not learn: what was found and what to try, in one line. */
    void noticed(String line);
}
