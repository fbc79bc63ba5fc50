package io.millsight.evaluation;

import io.millsight.evaluation.statistics.PermutationTest;
import io.millsight.evaluation.statistics.Statistic;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Answers of two models to the same images, for a paired test of their difference.
 *
 * <p>Every measure is computed from the answers of both models; the test chooses one answer per image. CIDEr differs
 * slightly from the value of each model alone: n-grams without reference have more weight, because there are twice as
 * many references. The test remains valid for this measure.
 */
final class PairedPredictions {

    private final Map<Measure, Statistic> statistics;
    private final PermutationTest test;

    private PairedPredictions(Map<Measure, Statistic> statistics, PermutationTest test) {
        this.statistics = statistics;
        this.test = test;
    }

    /**
     * Pairs the answers, each at the score threshold of its own model. Both must have the same images in the same
     * order.
     */
    static PairedPredictions of(Estimator first, Estimator second) {
        List<ReportedImage> firstImages = first.reportedImages();
        List<ReportedImage> secondImages = second.reportedImages();
        List<ReportedImage> both = new ArrayList<>();
        for (int image = 0; image < firstImages.size(); image++) {
            both.add(firstImages.get(image));
            both.add(secondImages.get(image));
        }
        List<DefectType> types = first.input().types();
        EvaluationSettings settings = first.settings();
        PreparedMetrics prepared = PreparedMetrics.of(both, types, settings);
        return new PairedPredictions(
                MeasureStatistics.of(both.stream().map(ReportedImage::image).toList(), types, prepared),
                new PermutationTest(
                        firstImages.stream().map(image -> image.image().group()).toList(),
                        settings.resamples(),
                        settings.seed()));
    }

    OptionalDouble pValue(Measure measure) {
        return test.pValue(Objects.requireNonNull(statistics.get(measure), "every measure has a statistic"));
    }
}
