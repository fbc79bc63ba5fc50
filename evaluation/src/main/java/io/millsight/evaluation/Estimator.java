package io.millsight.evaluation;

import io.millsight.evaluation.statistics.GroupBootstrap;
import io.millsight.evaluation.statistics.Statistic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/** Turns answers into values with intervals, one measure at a time. */
final class Estimator {

    private final Evidence evidence;
    private final int[] once;
    private final GroupBootstrap bootstrap;
    private final Map<Measure, Statistic> statistics;
    private final Map<Measure, List<OptionalDouble>> samples = new ConcurrentHashMap<>();

    Estimator(EvaluationInput input, EvaluationSettings settings) {
        evidence = Evidence.of(input, settings);
        once = Statistic.once(input.images().size());
        bootstrap = new GroupBootstrap(
                input.images().stream().map(EvaluatedImage::group).toList(), settings.resamples(), settings.seed());
        statistics = MeasureStatistics.of(input, settings, evidence);
    }

    Evidence evidence() {
        return evidence;
    }

    int groups() {
        return bootstrap.groups();
    }

    Estimate estimate(Measure measure) {
        OptionalDouble value = statistic(measure).of(once);
        return value.isPresent()
                ? new Estimate.Known(value.getAsDouble(), bootstrap.interval(sample(measure)))
                : new Estimate.Unknown(measure.absence());
    }

    OptionalDouble pValue(Measure measure, Estimator other) {
        return bootstrap.pValue(sample(measure), other.sample(measure));
    }

    /** A comparison asks several times for what was drawn once. */
    private List<OptionalDouble> sample(Measure measure) {
        return samples.computeIfAbsent(measure, unused -> bootstrap.sample(statistic(measure)));
    }

    private Statistic statistic(Measure measure) {
        return Objects.requireNonNull(statistics.get(measure), "every measure has a statistic");
    }
}
