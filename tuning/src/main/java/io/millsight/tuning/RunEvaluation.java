package io.millsight.tuning;

import io.millsight.adapter.AdaptedModel;
import io.millsight.runs.BestMetric;
import io.millsight.runs.EvaluationFigures;
import io.millsight.runs.NotFiniteException;
import io.millsight.runs.RunSettings;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.step.OptimizerStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The evaluation of the model in training: the loss on validation samples, and the figures of validation images that the model describes. */
final class RunEvaluation {

    /**
     * Validation images to describe.
     *
     * @param model in training; borrowed
     * @param metrics describes the images and measures the answers
     * @param images to describe
     */
    record Described(AdaptedModel model, ValidationMetrics metrics, ValidationImages images) {}

    private final TrainingSettings settings;
    private final @Nullable SampleSource samples;
    private final @Nullable Described described;

    /**
     * @param samples for the loss; null for no evaluation
     * @param described null if only the loss is computed
     */
    RunEvaluation(TrainingSettings settings, @Nullable SampleSource samples, @Nullable Described described) {
        this.settings = settings;
        this.samples = samples;
        this.described = samples == null ? null : described;
    }

    /** Whether the run evaluates at all. */
    boolean isOn() {
        return samples != null && settings.get(RunSettings.EVAL_STRATEGY) != RunSettings.Strategy.NO;
    }

    /** The number of images that the model describes at each evaluation. */
    int images() {
        return described == null || !isOn() ? 0 : described.images.size();
    }

    /** The figure that decides which checkpoint is the best. Without described images only the loss is known. */
    BestMetric metric() {
        return images() == 0 ? BestMetric.EVAL_LOSS : settings.get(RunSettings.BEST_METRIC);
    }

    /**
     * Evaluates the model as it is now. Nothing of the training changes.
     *
     * @throws NotFiniteException if the loss is NaN or infinite
     */
    EvaluationFigures measure(OptimizerStep step) {
        double loss =
                NotFiniteException.require("the evaluation loss", loss(step, samples == null ? 0 : samples.size()));
        return described == null
                ? EvaluationFigures.ofLoss(loss)
                : described.metrics.measure(described.model, described.images).withLoss(loss);
    }

    /** Returns the seconds that an evaluation takes, as computed from one of at most so many images. */
    double estimateSeconds(OptimizerStep step, int images) {
        if (samples == null) {
            return 0;
        }
        int measured = Math.min(images, samples.size());
        double seconds = seconds(() -> loss(step, measured)) * samples.size() / measured;
        if (described != null) {
            ValidationImages some = described.images.spread(images);
            seconds += seconds(() -> described.metrics.measure(described.model, some))
                    * described.images.size()
                    / some.size();
        }
        return seconds;
    }

    private static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    /** Returns the mean over the first samples of each sample's mean loss per answer token. */
    private double loss(OptimizerStep step, int count) {
        if (samples == null) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            List<EncodedSample> one = List.of(samples.sample(i, 0));
            sum += step.evaluate(one);
        }
        return sum / count;
    }
}
