package io.millsight.tuning;

import io.millsight.runs.EvenPlaces;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Seeds;
import io.millsight.runs.StepPlan;
import io.millsight.torch.Tensor;
import io.millsight.tuning.process.TrainingGroup;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.step.GradientExchange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a training would take. Two real steps and one real evaluation of a few images are made on the loaded model and then dropped. Nothing is
 * written.
 *
 * @param samples of an epoch
 * @param steps optimiser steps of the run
 * @param epochs passes over the samples
 * @param evaluations of the run, including the one before training
 * @param parameters that are trained
 * @param tokens lengths of samples
 * @param times measured
 * @param notices parts of the dataset that are not used, a line each
 */
public record TrainingForecast(
        int samples,
        int steps,
        double epochs,
        int evaluations,
        long parameters,
        Tokens tokens,
        Times times,
        List<String> notices) {

    private static final int MEASURED_STEPS = 2;
    private static final int MOST_ENCODED = 200;
    private static final int MOST_EVALUATED = 4;

    /**
     * The number of tokens of a sample: image, question and answer.
     *
     * @param encoded samples that were encoded to find out
     */
    public record Tokens(int encoded, int minimum, int median, int maximum) {}

    /**
     * Measured times.
     *
     * @param step seconds of a step, the second of two, because the first one also warms up
     * @param evaluation seconds of an evaluation, computed from a few images; 0 without evaluations
     */
    public record Times(double step, double evaluation) {}

    /** The seconds that the whole run takes at this speed. */
    public double seconds() {
        return steps * times.step + evaluations * times.evaluation;
    }

    /**
     * Loads the model and the data, and measures.
     *
     * @param metrics describes validation images
     * @throws io.millsight.files.MillsightException if a setting, the model folder or the dataset cannot be used
     */
    public static TrainingForecast of(TrainingSettings settings, ValidationMetrics metrics) {
        try (OpenedTraining opened = OpenedTraining.open(settings, null, metrics, TrainingGroup.single())) {
            TrainingSettings sized = opened.settings();
            SampleSource samples = opened.job().training();
            StepPlan plan = sized.plan(samples.size());
            RunEvaluation evaluation = opened.job().evaluation();
            int evaluations = (int) IntStream.range(0, plan.totalSteps())
                            .filter(step -> sized.run().savesAfter(step, plan))
                            .count()
                    + (evaluation.images() > 0 ? 1 : 0);
            return new TrainingForecast(
                    samples.size(),
                    plan.totalSteps(),
                    plan.epochsAfter(plan.totalSteps()),
                    evaluation.isOn() ? evaluations : 0,
                    opened.job().trainable().parameters().values().stream()
                            .mapToLong(Tensor::elements)
                            .sum(),
                    tokens(samples),
                    times(opened, plan),
                    opened.notices());
        }
    }

    private static Tokens tokens(SampleSource samples) {
        int[] lengths = EvenPlaces.of(samples.size(), MOST_ENCODED)
                .map(place -> samples.sample(place, 0).sequence().length())
                .toArray();
        Arrays.sort(lengths);
        int encoded = lengths.length;
        return new Tokens(encoded, lengths[0], lengths[encoded / 2], lengths[encoded - 1]);
    }

    private static Times times(OpenedTraining opened, StepPlan plan) {
        TrainingSettings settings = opened.settings();
        Seeds seeds = settings.run().seeds();
        SampleSource samples = opened.job().training();
        try (StepComputation computation = StepComputation.open(opened.job(), settings, GradientExchange.NONE)) {
            double step = 0;
            for (int number = 0; number < MEASURED_STEPS; number++) {
                List<List<EncodedSample>> group = plan.group(0).stream()
                        .map(batch -> batch.stream()
                                .map(place -> samples.sample(place.index(), place.epoch()))
                                .toList())
                        .toList();
                long began = System.nanoTime();
                computation
                        .step()
                        .run(group, settings.get(RunSettings.LEARNING_RATE), seeds.of(Seeds.Purpose.DROPOUT, number));
                step = seconds(began);
            }
            RunEvaluation evaluation = opened.job().evaluation();
            return new Times(
                    step, evaluation.isOn() ? evaluation.estimateSeconds(computation.step(), MOST_EVALUATED) : 0);
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
