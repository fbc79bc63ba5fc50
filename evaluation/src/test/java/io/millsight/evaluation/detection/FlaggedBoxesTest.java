package io.millsight.evaluation.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.detection.CocoMetrics.Iou;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.steel.DefectFlag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests COCO's rule for crowds and VOC's rule for difficult objects. */
class FlaggedBoxesTest {

    private static final int[] ONCE = {1};
    private static final Rectangle DEFECT = new Rectangle(20, 20, 60, 60);
    private static final Rectangle REGION = new Rectangle(100, 100, 90, 90);

    /** Its IoU with the region is 900 / 8100. Its intersection over its own area is 1. */
    private static final Rectangle IN_REGION = new Rectangle(110, 110, 30, 30);

    @Test
    void aCrowdMatchesAnyNumberOfPredictionsByTheShareOfTheirOwnArea() {
        ImageBoxes image = image(
                DefectFlag.CROWD,
                prediction(DEFECT, 0.9),
                prediction(IN_REGION, 0.95),
                prediction(new Rectangle(140, 140, 30, 30), 0.94),
                prediction(new Rectangle(85, 110, 30, 30), 0.1)); // half of it lies in the region
        assertThat(new CocoMetrics(1, List.of(image)).averagePrecision(Iou.AT_50, AreaRange.ALL, ONCE))
                .hasValue(1);
        // From IoU 0.55, the last prediction is a false positive, but its score is lower than that of the only true
        // positive.
        assertThat(new CocoMetrics(1, List.of(image)).averagePrecision(Iou.FROM_50_TO_95, AreaRange.ALL, ONCE))
                .hasValue(1);
        assertThat(curve(image).at(0.05, ONCE)).isEqualTo(new MatchCounts(1, 0, 0));
        assertThat(new VocMetrics(1, List.of(image)).counts(0, ONCE)).isEqualTo(new MatchCounts(1, 0, 0));
    }

    @Test
    void aPredictionInACrowdThatMatchesAnOrdinaryBoxIsATruePositive() {
        Rectangle everything = new Rectangle(0, 0, 200, 200);
        ImageBoxes image = new ImageBoxes(
                List.of(new GroundTruthBox(0, everything, DefectFlag.CROWD), new GroundTruthBox(0, DEFECT)),
                List.of(prediction(DEFECT, 0.9), prediction(IN_REGION, 0.8)));
        assertThat(curve(image).at(0, ONCE)).isEqualTo(new MatchCounts(1, 0, 0));
        assertThat(new VocMetrics(1, List.of(image)).counts(0, ONCE)).isEqualTo(new MatchCounts(1, 0, 0));
    }

    @Test
    void toVocADifficultObjectIsNeitherHitNorMiss() {
        ImageBoxes overlooked = image(DefectFlag.DIFFICULT, prediction(DEFECT, 0.9));
        ImageBoxes found = image(
                DefectFlag.DIFFICULT, prediction(DEFECT, 0.9), prediction(REGION, 0.95), prediction(REGION, 0.94));
        for (ImageBoxes image : List.of(overlooked, found)) {
            assertThat(new VocMetrics(1, List.of(image)).meanElevenPoint(ONCE)).hasValue(1);
            assertThat(new VocMetrics(1, List.of(image)).meanArea(ONCE)).hasValue(1);
        }
    }

    @Test
    void toAllOthersADifficultObjectIsOrdinary() {
        ImageBoxes image = image(
                DefectFlag.DIFFICULT, prediction(DEFECT, 0.9), prediction(REGION, 0.95), prediction(REGION, 0.94));
        assertThat(curve(image).at(0, ONCE)).isEqualTo(new MatchCounts(2, 1, 0));
        ImageBoxes overlooked = image(DefectFlag.DIFFICULT, prediction(DEFECT, 0.9));
        assertThat(curve(overlooked).at(0, ONCE)).isEqualTo(new MatchCounts(1, 0, 1));
        assertThat(new CocoMetrics(1, List.of(overlooked)).averagePrecision(Iou.AT_50, AreaRange.ALL, ONCE))
                .hasValue(51 / 101.0);
    }

    @Test
    void aDifficultObjectIsMetByIntersectionOverUnionOnly() {
        ImageBoxes image = image(DefectFlag.DIFFICULT, prediction(DEFECT, 0.9), prediction(IN_REGION, 0.8));
        assertThat(new VocMetrics(1, List.of(image)).counts(0, ONCE)).isEqualTo(new MatchCounts(1, 1, 0));
    }

    @Test
    void theConfusionMatrixLeavesOutIgnoredBoxesAndTheirPredictions() {
        ConfusionMatrix matrix = BoxConfusion.of(
                List.of("scratches"),
                List.of(image(DefectFlag.CROWD, prediction(DEFECT, 0.9), prediction(IN_REGION, 0.8))),
                0,
                0.5);
        assertThat(matrix.count(0, 0)).isEqualTo(1);
        assertThat(matrix.count(0, 1)).isZero();
        assertThat(matrix.count(1, 0)).isZero();
    }

    @Test
    void anAreaThatOnlyAFlaggedBoxCoversCountsNeitherWay() {
        Rectangle halfOfTheDefect = new Rectangle(20, 20, 30, 60);
        ImageBoxes image = image(DefectFlag.CROWD, prediction(halfOfTheDefect, 0.9), prediction(IN_REGION, 0.8));
        assertThat(new AreaIou(1, List.of(image), 0).mean().of(ONCE).orElseThrow())
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aTypeWithFlaggedBoxesOnlyHasNoAveragePrecision() {
        ImageBoxes image = new ImageBoxes(
                List.of(new GroundTruthBox(0, REGION, DefectFlag.CROWD)), List.of(prediction(IN_REGION, 0.8)));
        assertThat(new CocoMetrics(1, List.of(image)).averagePrecision(Iou.AT_50, AreaRange.ALL, ONCE))
                .isEmpty();
        assertThat(new VocMetrics(1, List.of(image)).meanElevenPoint(ONCE)).isEmpty();
    }

    private static ImageBoxes image(DefectFlag flag, PredictedBox... predictions) {
        return new ImageBoxes(
                List.of(new GroundTruthBox(0, DEFECT), new GroundTruthBox(0, REGION, flag)), List.of(predictions));
    }

    private static ThresholdCurve curve(ImageBoxes image) {
        return new ThresholdCurve(1, List.of(image), 0.5);
    }

    private static PredictedBox prediction(Rectangle box, double score) {
        return new PredictedBox(0, box, score);
    }
}
