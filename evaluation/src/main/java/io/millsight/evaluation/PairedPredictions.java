package io.millsight.evaluation;

import io.millsight.evaluation.statistics.PermutationTest;
import io.millsight.evaluation.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Two sets of answers to the same images, side by side, to test whether they differ by more than chance.
 *
 * <p>Every measure is computed from the answers of both, of which a test chooses one an image. Only CIDEr is not quite the one of each set alone: a
 * phrase that no reference has weighs more, because there are twice as many references. The test is valid for that measure, too.
 */
final class PairedPredictions {

    private final Map<Measure, Statistic> statistics;
    private final PermutationTest test;

    private PairedPredictions(Map<Measure, Statistic> statistics, PermutationTest test) {
        this.statistics = statistics;
        this.test = test;
    }

    /** Pairs the answers to images that are the same ones in the same order. */
    static PairedPredictions of(EvaluationInput first, EvaluationInput second, EvaluationSettings settings) {
        List<EvaluatedImage> both = new ArrayList<>();
        for (int image = 0; image < first.images().size(); image++) {
            both.add(first.images().get(image));
            both.add(second.images().get(image));
        }
        PreparedMetrics prepared = PreparedMetrics.of(both, first.types(), settings);
        return new PairedPredictions(
                MeasureStatistics.of(both, first.types(), settings, prepared),
                new PermutationTest(
                        first.images().stream().map(EvaluatedImage::group).toList(),
                        settings.resamples(),
                        settings.seed()));
    }

    OptionalDouble pValue(Measure measure) {
        return test.pValue(Objects.requireNonNull(statistics.get(measure), "every measure has a statistic"));
    }
}
