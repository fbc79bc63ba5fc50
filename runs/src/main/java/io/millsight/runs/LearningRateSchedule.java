package io.millsight.runs;

/**
 * The learning rate over the steps of a run: a linear rise over the warm-up, then as the kind says.
 *
 * @param kind what follows the warm-up
 * @param peak the rate at its end
 * @param warmupSteps in optimiser steps; 0 starts at the peak
 * @param totalSteps of the run
 */
public record LearningRateSchedule(Kind kind, double peak, int warmupSteps, int totalSteps) {

    /** Shapes, by Hugging Face's names. */
    public enum Kind {
        /** Falls evenly to zero. */
        LINEAR,
        /** Falls to zero along half a cosine. */
        COSINE,
        /** Stays. */
        CONSTANT
    }

    /** The rate of a step, counted from 0. */
    public double at(int step) {
        if (step < warmupSteps) {
            return peak * step / Math.max(1, warmupSteps);
        }
        double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return peak
                * switch (kind) {
                    case LINEAR -> Math.max(0, 1 - done);
                    case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * done)));
                    case CONSTANT -> 1;
                };
    }
}
