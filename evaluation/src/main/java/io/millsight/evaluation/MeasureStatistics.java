package io.millsight.evaluation;

import io.millsight.evaluation.detection.AreaRange;
import io.millsight.evaluation.detection.CocoMetrics;
import io.millsight.evaluation.detection.CocoMetrics.Iou;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.evaluation.statistics.Statistic;
import io.millsight.steel.DefectType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Statistics behind the measures of one evaluation. */
final class MeasureStatistics {

    private static final double NANOSECONDS = 1e9;

    private final List<EvaluatedImage> images;
    private final List<DefectType> types;
    private final PreparedMetrics prepared;
    private final Map<Measure, Statistic> statistics = new EnumMap<>(Measure.class);

    private MeasureStatistics(List<EvaluatedImage> images, List<DefectType> types, PreparedMetrics prepared) {
        this.images = images;
        this.types = types;
        this.prepared = prepared;
    }

    /**
     * Returns the statistic of each measure.
     *
     * @param images images in the order of the prepared metrics
     * @param types all types that may occur
     * @param prepared metrics that were prepared per image
     */
    static Map<Measure, Statistic> of(List<EvaluatedImage> images, List<DefectType> types, PreparedMetrics prepared) {
        MeasureStatistics all = new MeasureStatistics(images, types, prepared);
        all.addTypes();
        all.addSurfaces();
        all.addAveragePrecision();
        all.addThresholds();
        all.addTexts();
        all.addAnswers();
        return all.statistics;
    }

    private void addTypes() {
        statistics.put(Measure.TYPE_ACCURACY, prepared.types().primaryAccuracy());
        statistics.put(Measure.TYPE_EXACT_SET, prepared.types().exactSetMatch());
        addRatios(
                weights -> MatchCounts.sum(prepared.types().perType(weights)),
                Measure.TYPE_PRECISION,
                Measure.TYPE_RECALL,
                Measure.TYPE_F1);
        statistics.put(
                Measure.TYPE_F1_MACRO,
                weights -> MatchCounts.macroOverOccurring(prepared.types().perType(weights), MatchCounts::f1));
    }

    private void addSurfaces() {
        statistics.put(Measure.ESCAPE_RATE, prepared.surfaces().escapeRate());
        statistics.put(Measure.OVERKILL_RATE, prepared.surfaces().overkillRate());
        statistics.put(Measure.UNDETERMINED_RATE, prepared.surfaces().undeterminedRate());
    }

    private void addAveragePrecision() {
        addPrecision(Measure.AP, prepared.coco(), Iou.FROM_50_TO_95, AreaRange.ALL);
        addPrecision(Measure.AP50, prepared.coco(), Iou.AT_50, AreaRange.ALL);
        addPrecision(Measure.AP50_ALL_CANDIDATES, prepared.allCandidates(), Iou.AT_50, AreaRange.ALL);
        addPrecision(Measure.AP75, prepared.coco(), Iou.AT_75, AreaRange.ALL);
        addPrecision(Measure.AP_SMALL, prepared.coco(), Iou.FROM_50_TO_95, AreaRange.SMALL);
        addPrecision(Measure.AP_MEDIUM, prepared.coco(), Iou.FROM_50_TO_95, AreaRange.MEDIUM);
        addPrecision(Measure.AP_LARGE, prepared.coco(), Iou.FROM_50_TO_95, AreaRange.LARGE);
        addRecall(Measure.AR_1, 1, AreaRange.ALL);
        addRecall(Measure.AR_10, 10, AreaRange.ALL);
        addRecall(Measure.AR_100, CocoMetrics.MAX_DETECTIONS, AreaRange.ALL);
        addRecall(Measure.AR_SMALL, CocoMetrics.MAX_DETECTIONS, AreaRange.SMALL);
        addRecall(Measure.AR_MEDIUM, CocoMetrics.MAX_DETECTIONS, AreaRange.MEDIUM);
        addRecall(Measure.AR_LARGE, CocoMetrics.MAX_DETECTIONS, AreaRange.LARGE);
        statistics.put(Measure.VOC_11_POINT, prepared.voc()::meanElevenPoint);
        statistics.put(Measure.VOC_AREA, prepared.voc()::meanArea);
    }

    private void addThresholds() {
        addRatios(weights -> prepared.reportedBoxes().at(0, weights), Measure.PRECISION, Measure.RECALL, Measure.F1);
        addBest(Measure.BEST_F1, point -> point.counts().f1());
        addBest(Measure.BEST_PRECISION, point -> point.counts().precision());
        addBest(Measure.BEST_RECALL, point -> point.counts().recall());
        addBest(Measure.BEST_THRESHOLD, ThresholdCurve.Point::scoreThreshold);
        statistics.put(
                Measure.FALSE_ALARMS_PER_IMAGE,
                Statistic.mean(prepared.reportedBoxes().perImage(0).stream()
                        .mapToDouble(MatchCounts::falsePositives)
                        .toArray()));
        for (OperatingPoint point : OperatingPoint.values()) {
            addOperatingPoint(point);
        }
        statistics.put(Measure.AREA_IOU, prepared.areaIou().mean());
        statistics.put(Measure.CALIBRATION_ERROR, prepared.calibration().expectedError());
    }

    private void addTexts() {
        List<Measure> bleu = List.of(Measure.BLEU_1, Measure.BLEU_2, Measure.BLEU_3, Measure.BLEU_4);
        for (int i = 0; i < bleu.size(); i++) {
            int order = i + 1;
            statistics.put(bleu.get(i), weights -> prepared.captions().bleu(order, prepared.captionWeights(weights)));
        }
        statistics.put(Measure.ROUGE_L, weights -> prepared.captions().rougeL(prepared.captionWeights(weights)));
        statistics.put(Measure.CIDER, weights -> prepared.captions().cider(prepared.captionWeights(weights)));
    }

    private void addAnswers() {
        addShare(Measure.PARSE_FAILURES, AnswerStatus.UNPARSABLE);
        addShare(Measure.TRUNCATIONS, AnswerStatus.TRUNCATED);
        addShare(Measure.UNREADABLE_IMAGES, AnswerStatus.NO_IMAGE);
        double[] stated = perImage(Prediction::stated);
        statistics.put(
                Measure.HALLUCINATED_TYPES,
                Statistic.ratio(
                        perImage(answer -> answer.defects().stream()
                                .filter(defect -> !types.contains(defect.type()))
                                .count()),
                        stated));
        statistics.put(
                Measure.OUT_OF_RANGE,
                Statistic.ratio(perImage(answer -> answer.parseErrors().outOfRange()), stated));
        addTimes();
    }

    private void addShare(Measure measure, AnswerStatus status) {
        statistics.put(measure, Statistic.mean(perImage(answer -> answer.status() == status ? 1 : 0)));
    }

    private void addTimes() {
        double[] seconds = perImage(answer -> answer.latency().toNanos() / NANOSECONDS);
        double[] taken = perImage(answer -> answer.latency().equals(Duration.ZERO) ? 0 : 1);
        statistics.put(Measure.SECONDS_PER_IMAGE, Statistic.ratio(seconds, taken));
        statistics.put(Measure.SECONDS_P50, Statistic.percentile(0.5, seconds, taken));
        statistics.put(Measure.SECONDS_P95, Statistic.percentile(0.95, seconds, taken));
    }

    private void addPrecision(Measure measure, CocoMetrics boxes, Iou iou, AreaRange area) {
        statistics.put(measure, weights -> boxes.averagePrecision(iou, area, weights));
    }

    private void addRecall(Measure measure, int maxDetections, AreaRange area) {
        statistics.put(measure, weights -> prepared.coco().averageRecall(maxDetections, area, weights));
    }

    private void addBest(Measure measure, ToDoubleFunction<ThresholdCurve.Point> value) {
        statistics.put(
                measure,
                weights -> prepared.curve()
                        .best(weights)
                        .map(point -> OptionalDouble.of(value.applyAsDouble(point)))
                        .orElse(OptionalDouble.empty()));
    }

    /** At a threshold above all scores nothing is reported, so the recall is 0 where every threshold has too many false alarms. */
    private void addOperatingPoint(OperatingPoint point) {
        statistics.put(
                point.recall(),
                weights -> prepared.curve().positives(weights) == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(prepared.curve()
                                .atFalseAlarms(point.falseAlarms(), weights)
                                .map(reached -> reached.counts().recall())
                                .orElse(0.0)));
    }

    private void addRatios(Function<int[], MatchCounts> counts, Measure precision, Measure recall, Measure f1) {
        statistics.put(precision, weights -> {
            MatchCounts all = counts.apply(weights);
            return all.predictions() == 0 ? OptionalDouble.empty() : OptionalDouble.of(all.precision());
        });
        statistics.put(recall, weights -> {
            MatchCounts all = counts.apply(weights);
            return all.positives() == 0 ? OptionalDouble.empty() : OptionalDouble.of(all.recall());
        });
        statistics.put(f1, weights -> {
            MatchCounts all = counts.apply(weights);
            return all.positives() + all.predictions() == 0 ? OptionalDouble.empty() : OptionalDouble.of(all.f1());
        });
    }

    private double[] perImage(ToDoubleFunction<Prediction> value) {
        return images.stream()
                .map(EvaluatedImage::prediction)
                .mapToDouble(value)
                .toArray();
    }
}
