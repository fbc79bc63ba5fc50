package io.millsight.evaluation;

import io.millsight.evaluation.statistics.GroupBootstrap;
import io.millsight.evaluation.statistics.Statistic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/** Estimates the measures of one evaluation. */
final class Estimator {

    private final EvaluationInput input;
    private final EvaluationSettings settings;
    private final PreparedMetrics prepared;
    private final int[] once;
    private final GroupBootstrap bootstrap;
    private final Map<Measure, Statistic> statistics;

    /** Paired predictions by the estimator of the other model. A comparison asks for all measures of the same pair. */
    private final Map<Estimator, PairedPredictions> paired = new ConcurrentHashMap<>();

    /** A comparison shows the same p-value in several tables, and some take seconds. */
    private final Map<Difference, OptionalDouble> pValues = new ConcurrentHashMap<>();

    /** A difference to another model. */
    private record Difference(Measure measure, Estimator other) {}

    Estimator(EvaluationInput input, EvaluationSettings settings) {
        this.input = input;
        this.settings = settings;
        prepared = PreparedMetrics.of(reportedImages(), input.types(), settings);
        once = Statistic.once(input.images().size());
        bootstrap = new GroupBootstrap(
                input.images().stream().map(EvaluatedImage::group).toList(), settings.resamples(), settings.seed());
        statistics = MeasureStatistics.of(input.images(), input.types(), prepared);
    }

    List<ReportedImage> reportedImages() {
        return ReportedImage.of(input, settings);
    }

    EvaluationInput input() {
        return input;
    }

    EvaluationSettings settings() {
        return settings;
    }

    PreparedMetrics prepared() {
        return prepared;
    }

    int groups() {
        return bootstrap.groups();
    }

    Estimate estimate(Measure measure) {
        OptionalDouble value = statistic(measure).of(once);
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? new Estimate.Known(value.getAsDouble(), bootstrap.interval(statistic(measure)))
                : new Estimate.Unknown(measure.missingReason());
    }

    OptionalDouble pValue(Measure measure, Estimator other) {
        return pValues.computeIfAbsent(
                new Difference(measure, other), difference -> computePValue(difference.measure, difference.other));
    }

    /** Scores of two sources have two scales, so the answers of two models must not be mixed into one ranking. */
    private OptionalDouble computePValue(Measure measure, Estimator other) {
        if (measure.dependsOnScores() && input.scoreMode() != other.input.scoreMode()) {
            return bootstrap.pValue(statistic(measure), other.statistic(measure));
        }
        return paired.computeIfAbsent(other, second -> PairedPredictions.of(this, second))
                .pValue(measure);
    }

    private Statistic statistic(Measure measure) {
        return Objects.requireNonNull(statistics.get(measure), "every measure has a statistic");
    }
}
