package io.millsight.detect.train;

import io.millsight.runs.RunSettings;
import io.millsight.runs.StepPlan;
import io.millsight.steel.AnnotatedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the training of a detector would take. Two real steps and the detection of a few images are made and then dropped. Nothing is written.
 *
 * @param images of an epoch
 * @param steps optimiser steps of the run
 * @param epochs passes over the images
 * @param evaluations of the run
 * @param parameters that are trained
 * @param stepSeconds of the second of two steps, because the first one also warms up
 * @param evaluationSeconds of an evaluation, computed from a few images
 */
public record DetectorForecast(
        int images,
        int steps,
        double epochs,
        int evaluations,
        long parameters,
        double stepSeconds,
        double evaluationSeconds) {

    private static final int MEASURED_STEPS = 2;
    private static final int MEASURED_IMAGES = 4;

    /** Returns the seconds that the whole run takes at this speed. */
    public double seconds() {
        return steps * stepSeconds + evaluations * evaluationSeconds;
    }

    /**
     * Reads the data, makes the network, and measures.
     *
     * @throws io.millsight.files.MillsightException if a setting or the dataset cannot be used
     */
    public static DetectorForecast of(DetectorSettings settings, DetectorMetrics metrics) {
        try (DetectorJob job = DetectorJob.open(settings, null);
                DetectorStep step = new DetectorStep(job)) {
            DetectorSettings sized = job.settings();
            StepPlan plan = sized.plan(job.data().training().size());
            TrainingSamples samples = new TrainingSamples(
                    new FittedImages(job.data().training(), sized.get(DetectorSettings.IMAGE_SIZE)),
                    sized,
                    plan.epochsAfter(plan.totalSteps()));
            double stepSeconds = 0;
            for (int number = 0; number < MEASURED_STEPS; number++) {
                List<BatchValues> batches =
                        samples.batches(plan.group(0), job.description().types());
                long began = System.nanoTime();
                step.run(batches, number, 0);
                stepSeconds = since(began);
            }
            List<AnnotatedImage> validation = job.data().validation();
            int evaluated = Math.min(validation.size(), sized.get(RunSettings.EVAL_IMAGES));
            int some = Math.min(MEASURED_IMAGES, evaluated);
            long began = System.nanoTime();
            if (some > 0) {
                metrics.measure(job.detector(), validation.subList(0, some));
            }
            double evaluationSeconds = some == 0 ? 0 : since(began) * evaluated / some;
            int evaluations = (int) IntStream.range(0, plan.totalSteps())
                    .filter(number -> sized.run().savesAfter(number, plan))
                    .count();
            return new DetectorForecast(
                    job.data().training().size(),
                    plan.totalSteps(),
                    plan.epochsAfter(plan.totalSteps()),
                    evaluated == 0 ? 0 : evaluations,
                    job.trained().weights().parameterCount(),
                    stepSeconds,
                    evaluationSeconds);
        }
    }

    private static double since(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
