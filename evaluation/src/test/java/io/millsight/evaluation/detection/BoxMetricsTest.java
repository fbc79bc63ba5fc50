package io.millsight.evaluation.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.detection.CocoMetrics.Iou;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.evaluation.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxMetricsTest {

    private static final Rectangle LEFT = new Rectangle(0, 0, 10, 10);
    private static final Rectangle RIGHT = new Rectangle(50, 0, 10, 10);

    @Test
    void givesEmptyResultsRatherThanNumbersWhereThereIsNothingToAverage() {
        List<ImageBoxes> nothing = List.of(new ImageBoxes(List.of(), List.of()));
        int[] once = {1};
        ThresholdCurve curve = new ThresholdCurve(1, nothing, 0.5);
        assertThat(new CocoMetrics(1, nothing).averagePrecision(Iou.AT_50, AreaRange.ALL, once))
                .isEmpty();
        assertThat(new VocMetrics(1, nothing).meanArea(once)).isEmpty();
        assertThat(new AreaIou(1, nothing, 0).mean().of(once)).isEmpty();
        assertThat(curve.best(once)).isEmpty();
        assertThat(new Calibration(curve, 10).expectedError().of(once)).isEmpty();
    }

    @Test
    void choosesTheThresholdThatDropsTheFalseAlarms() {
        ImageBoxes image = new ImageBoxes(
                List.of(new GroundTruthBox(0, LEFT), new GroundTruthBox(0, RIGHT)),
                List.of(prediction(LEFT, 0.9), prediction(RIGHT, 0.6), prediction(new Rectangle(90, 90, 5, 5), 0.3)));
        ThresholdCurve curve = new ThresholdCurve(1, List.of(image), 0.5);
        ThresholdCurve.Point best = curve.best(new int[] {1}).orElseThrow();
        assertThat(best.scoreThreshold()).isEqualTo(0.6);
        assertThat(best.counts()).isEqualTo(new MatchCounts(2, 0, 0));
        assertThat(curve.points(new int[] {1}))
                .extracting(ThresholdCurve.Point::scoreThreshold)
                .containsExactly(0.9, 0.6, 0.3);
    }

    @Test
    void theOperatingPointIsTheLowestThresholdWithAtMostSoManyFalseAlarms() {
        Rectangle nothing = new Rectangle(90, 90, 5, 5);
        ImageBoxes first = new ImageBoxes(
                List.of(new GroundTruthBox(0, LEFT), new GroundTruthBox(0, RIGHT)),
                List.of(prediction(nothing, 0.9), prediction(LEFT, 0.8), prediction(RIGHT, 0.4)));
        ImageBoxes second = new ImageBoxes(
                List.of(), List.of(prediction(LEFT, 0.6), prediction(RIGHT, 0.4), prediction(nothing, 0.2)));
        ThresholdCurve curve = new ThresholdCurve(1, List.of(first, second), 0.5);
        int[] once = {1, 1};

        assertThat(curve.atFalseAlarms(0.4, once)).isEmpty();
        assertThat(curve.atFalseAlarms(0.5, once)).hasValue(new ThresholdCurve.Point(0.8, new MatchCounts(1, 1, 1)));
        assertThat(curve.atFalseAlarms(1, once)).hasValue(new ThresholdCurve.Point(0.6, new MatchCounts(1, 2, 1)));
        assertThat(curve.atFalseAlarms(1.5, once)).hasValue(new ThresholdCurve.Point(0.4, new MatchCounts(2, 3, 0)));
        assertThat(curve.atFalseAlarms(9, once)).hasValue(new ThresholdCurve.Point(0.2, new MatchCounts(2, 4, 0)));
        assertThat(curve.atFalseAlarms(0.4, new int[] {1, 2}))
                .hasValue(new ThresholdCurve.Point(0.8, new MatchCounts(1, 1, 1)));
        assertThat(curve.positives(new int[] {3, 1})).isEqualTo(6);
    }

    @Test
    void coverageDoesNotCareHowAnAreaIsCutIntoBoxes() {
        ImageBoxes image = new ImageBoxes(
                List.of(new GroundTruthBox(0, new Rectangle(0, 0, 20, 10))),
                List.of(prediction(LEFT, 1), prediction(new Rectangle(5, 0, 15, 10), 1)));
        AreaIou areaIou = new AreaIou(1, List.of(image), 0);
        assertThat(areaIou.ofType(0).of(new int[] {1}).orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(areaIou.ofImage(0).orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void coverageIsTheSharedAreaOverTheWholeArea() {
        ImageBoxes image = new ImageBoxes(
                List.of(new GroundTruthBox(0, LEFT)),
                List.of(prediction(new Rectangle(5, 0, 10, 10), 0.8), prediction(RIGHT, 0.1)));
        assertThat(new AreaIou(1, List.of(image), 0.5).mean().of(new int[] {1}).orElseThrow())
                .isCloseTo(50.0 / 150, within(1e-12));
    }

    @Test
    void calibrationErrorIsTheGapBetweenScoreAndHits() {
        ImageBoxes image = new ImageBoxes(
                List.of(new GroundTruthBox(0, LEFT)), List.of(prediction(LEFT, 0.8), prediction(RIGHT, 0.8)));
        Calibration calibration = new Calibration(new ThresholdCurve(1, List.of(image), 0.5), 10);
        assertThat(calibration.expectedError().of(new int[] {1}).orElseThrow()).isCloseTo(0.3, within(1e-12));
        assertThat(calibration.bins(new int[] {1}).get(8).predictions()).isEqualTo(2);
    }

    @Test
    void aScoreOfOneFallsIntoTheLastBin() {
        ImageBoxes image = new ImageBoxes(List.of(new GroundTruthBox(0, LEFT)), List.of(prediction(LEFT, 1)));
        Calibration calibration = new Calibration(new ThresholdCurve(1, List.of(image), 0.5), 10);
        assertThat(calibration.bins(new int[] {1}).get(9).predictions()).isEqualTo(1);
        assertThat(calibration.expectedError().of(new int[] {1}).orElseThrow()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void weighingAnImageTwiceIsTheSameAsHavingItTwice(long seed) {
        Random random = new Random(seed);
        List<ImageBoxes> images = new ArrayList<>();
        List<ImageBoxes> expanded = new ArrayList<>();
        int[] weights = new int[12];
        for (int i = 0; i < weights.length; i++) {
            ImageBoxes image = randomImage(random);
            weights[i] = random.nextInt(3);
            images.add(image);
            for (int copy = 0; copy < weights[i]; copy++) {
                expanded.add(image);
            }
        }
        int[] once = Statistic.once(expanded.size());
        assertThat(new CocoMetrics(2, images)
                        .averagePrecision(Iou.FROM_50_TO_95, AreaRange.ALL, weights)
                        .orElse(-1))
                .isCloseTo(
                        new CocoMetrics(2, expanded)
                                .averagePrecision(Iou.FROM_50_TO_95, AreaRange.ALL, once)
                                .orElse(-1),
                        within(1e-9));
        assertThat(new VocMetrics(2, images).meanArea(weights).orElse(-1))
                .isCloseTo(new VocMetrics(2, expanded).meanArea(once).orElse(-1), within(1e-9));
        assertThat(new VocMetrics(2, images).meanElevenPoint(weights).orElse(-1))
                .isCloseTo(new VocMetrics(2, expanded).meanElevenPoint(once).orElse(-1), within(1e-9));
        assertThat(new ThresholdCurve(2, images, 0.5).best(weights))
                .isEqualTo(new ThresholdCurve(2, expanded, 0.5).best(once));
    }

    @Test
    void refusesAScoreThatIsNoNumber() {
        assertThatThrownBy(() -> prediction(LEFT, Double.NaN)).hasMessage("a box needs a finite score, not NaN");
    }

    private static ImageBoxes randomImage(Random random) {
        List<GroundTruthBox> groundTruth = new ArrayList<>();
        List<PredictedBox> predictions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Rectangle box = new Rectangle(random.nextInt(150), random.nextInt(150), 20, 20);
            groundTruth.add(new GroundTruthBox(random.nextInt(2), box));
            predictions.add(new PredictedBox(
                    random.nextInt(2),
                    new Rectangle(box.x() + random.nextInt(6), box.y(), 20, 20),
                    random.nextDouble()));
        }
        return new ImageBoxes(groundTruth, predictions);
    }

    private static PredictedBox prediction(Rectangle box, double score) {
        return new PredictedBox(0, box, score);
    }
}
