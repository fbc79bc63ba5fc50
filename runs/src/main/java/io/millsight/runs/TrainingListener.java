package io.millsight.runs;

import java.nio.file.Path;

/** Receives the progress of a run. The methods are called on the thread that runs the training; by default they do nothing. */
public interface TrainingListener {

    /** Ignores everything. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * The progress after a step.
     *
     * @param step optimiser steps made
     * @param totalSteps optimiser steps of the run
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

    /** Called after every optimiser step. */
    default void stepped(StepReport report) {}

    /**
     * An evaluation.
     *
     * @param step optimiser steps made; 0 before training
     * @param figures what was measured
     * @param images validation images that the model described; 0 if only the loss was computed
     * @param best whether its checkpoint is the best so far
     */
    record EvaluationReport(int step, EvaluationFigures figures, int images, boolean best) {}

    /** Called after an evaluation, and before training if validation images are described. */
    default void evaluated(EvaluationReport report) {}

    /** Called after a checkpoint has been written. */
    default void saved(Path checkpoint) {}

    /** Called at the end of a run that had no effect or stopped early, with one line that says why and what to try. */
    default void noticed(String line) {}
}
