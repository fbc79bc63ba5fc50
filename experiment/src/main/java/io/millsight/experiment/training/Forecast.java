package io.millsight.experiment.training;

import io.millsight.detect.train.DetectorForecast;
import io.millsight.tuning.TrainingForecast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training of any method would take.
 *
 * @param samples of an epoch
 * @param steps optimiser steps of the run
 * @param epochs passes over the samples
 * @param evaluations of the run
 * @param parameters that are trained
 * @param stepSeconds of a step
 * @param evaluationSeconds of an evaluation; 0 without evaluations
 * @param tokens lengths of samples; null for a detector
 * @param notices parts of the dataset that are not used, a line each
 */
public record Forecast(
        int samples,
        int steps,
        double epochs,
        int evaluations,
        long parameters,
        double stepSeconds,
        double evaluationSeconds,
        TrainingForecast.@Nullable Tokens tokens,
        List<String> notices) {

    /** Returns the seconds that the whole run takes at this speed. */
    public double seconds() {
        return steps * stepSeconds + evaluations * evaluationSeconds;
    }

    static Forecast of(TrainingForecast forecast) {
        return new Forecast(
                forecast.samples(),
                forecast.steps(),
                forecast.epochs(),
                forecast.evaluations(),
                forecast.parameters(),
                forecast.times().step(),
                forecast.times().evaluation(),
                forecast.tokens(),
                forecast.notices());
    }

    static Forecast of(DetectorForecast forecast) {
        return new Forecast(
                forecast.images(),
                forecast.steps(),
                forecast.epochs(),
                forecast.evaluations(),
                forecast.parameters(),
                forecast.stepSeconds(),
                forecast.evaluationSeconds(),
                null,
                List.of());
    }
}
