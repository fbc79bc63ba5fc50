package io.millsight.evaluation;

import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.evaluation.detection.AreaRange;
import io.millsight.evaluation.detection.BoxConfusion;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.detection.CocoMetrics;
import io.millsight.evaluation.detection.CocoMetrics.Iou;
import io.millsight.evaluation.detection.ImageBoxes;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.GroupBootstrap;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.evaluation.statistics.PermutationTest;
import io.millsight.evaluation.statistics.Statistic;
import io.millsight.evaluation.text.CaptionScores;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Evaluation of a model on a split. Console, JSON, CSV and HTML are written from this one object. Immutable. */
public final class Evaluation {

    private final EvaluationInput input;
    private final EvaluationSettings settings;
    private final PreparedMetrics prepared;
    private final int[] once;
    private final Estimator estimator;
    private final Map<Measure, Estimate> estimates = new EnumMap<>(Measure.class);

    private Evaluation(EvaluationInput input, EvaluationSettings settings) {
        this.input = input;
        this.settings = settings;
        estimator = new Estimator(input, settings);
        prepared = estimator.prepared();
        once = Statistic.once(input.images().size());
        for (Measure measure : Measure.values()) {
            estimates.put(measure, estimator.estimate(measure));
        }
    }

    /** Computes all measures. Takes about a second for 180 images and 1,000 resamples. */
    public static Evaluation of(EvaluationInput input, EvaluationSettings settings) {
        return new Evaluation(input, settings);
    }

    /** Computes some measures only, for callers that evaluate many sets of answers. */
    public static Map<Measure, Estimate> estimates(
            EvaluationInput input, EvaluationSettings settings, Collection<Measure> measures) {
        Estimator estimator = new Estimator(input, settings);
        Map<Measure, Estimate> some = new EnumMap<>(Measure.class);
        measures.forEach(measure -> some.put(measure, estimator.estimate(measure)));
        return some;
    }

    public EvaluationInput input() {
        return input;
    }

    public EvaluationSettings settings() {
        return settings;
    }

    public Estimate estimate(Measure measure) {
        return Objects.requireNonNull(estimates.get(measure), "every measure is estimated by the constructor");
    }

    /** Returns all estimates in the order of {@link Measure}. */
    public Map<Measure, Estimate> estimates() {
        return Collections.unmodifiableMap(estimates);
    }

    /** Returns the number of image groups from which the intervals were drawn. */
    public int groups() {
        return estimator.groups();
    }

    /** Returns the reason why there are no intervals; empty if there are. */
    public Optional<String> whyNoIntervals() {
        return groups() >= GroupBootstrap.MIN_GROUPS
                ? Optional.empty()
                : Optional.of("no 95 % intervals: they need at least " + GroupBootstrap.MIN_GROUPS
                        + " groups of images, but here "
                        + (groups() == 1 ? "is 1" : "are " + groups()));
    }

    /**
     * Returns the p-value of the difference to another evaluation of the same images (see {@link PermutationTest}). Where
     * boxes are ranked by scores of different sources, it is that of a paired bootstrap (see {@link
     * GroupBootstrap#pValue}). Empty for too few groups of images, or without a value.
     */
    public OptionalDouble pValue(Measure measure, Evaluation other) {
        return estimator.pValue(measure, other.estimator);
    }

    /** Returns the smallest p-value that is possible with this number of groups. */
    public double smallestPValue() {
        return PermutationTest.smallest(groups(), settings.resamples());
    }

    /** Returns one result per type, in the order of the input. */
    public List<TypeResult> perType() {
        List<MatchCounts> named = prepared.types().perType(once);
        List<TypeResult> results = new ArrayList<>();
        for (int type = 0; type < input.types().size(); type++) {
            results.add(new TypeResult(
                    input.types().get(type),
                    named.get(type),
                    prepared.reportedBoxes().at(type, 0, once),
                    prepared.curve().best(type, once),
                    averages(type),
                    prepared.areaIou().ofType(type).of(once)));
        }
        return results;
    }

    private TypeResult.Averages averages(int type) {
        CocoMetrics coco = prepared.coco();
        return new TypeResult.Averages(
                coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.ALL, once),
                coco.averagePrecision(type, Iou.AT_50, AreaRange.ALL, once),
                prepared.allCandidates().averagePrecision(type, Iou.AT_50, AreaRange.ALL, once),
                coco.averagePrecision(type, Iou.AT_75, AreaRange.ALL, once),
                coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.SMALL, once),
                coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.MEDIUM, once),
                coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.LARGE, once),
                coco.averageRecall(type, CocoMetrics.MAX_DETECTIONS, AreaRange.ALL, once),
                prepared.voc().areaAveragePrecision(type, once));
    }

    /** Returns one result per image, in ascending order of the ids. */
    public List<ImageResult> perImage() {
        List<MatchCounts> boxes = prepared.reportedBoxes().perImage(0);
        Map<Integer, ImageResult.TextResult> texts = texts();
        List<ImageResult> results = new ArrayList<>();
        for (int image = 0; image < once.length; image++) {
            results.add(new ImageResult(
                    input.images().get(image),
                    prepared.surfaces().verdict(image),
                    prepared.types().isPrimaryCorrect(image),
                    boxes.get(image),
                    bestIou(prepared.boxed().get(image)),
                    prepared.areaIou().ofImage(image),
                    Optional.ofNullable(texts.get(image))));
        }
        return results;
    }

    /**
     * Returns the numbers of clean and defective images, escapes and overkills at the score threshold of the settings.
     */
    public CleanOrDefective.Point cleanOrDefective() {
        return prepared.surfaces().at(settings.scoreThreshold());
    }

    /** Returns escapes and overkills for each score threshold at which a decision changes, highest first. */
    public List<CleanOrDefective.Point> cleanOrDefectiveCurve() {
        return prepared.surfaces().points();
    }

    /**
     * Returns the confusion matrix of the boxes by ground-truth and predicted type, with {@link BoxConfusion#MISSED}
     * and {@link BoxConfusion#FALSE_ALARM}.
     */
    public ConfusionMatrix boxConfusion() {
        return BoxConfusion.of(typeNames(), prepared.boxed(), settings.scoreThreshold(), settings.minimalIou());
    }

    /** Returns the confusion matrix of the images by first ground-truth and first predicted type. */
    public ConfusionMatrix typeConfusion() {
        return prepared.types().confusion(typeNames());
    }

    public List<Calibration.Bin> calibration() {
        return prepared.calibration().bins(once);
    }

    /** Returns precision, recall and F1 of all types together at every score, highest first. */
    public List<ThresholdCurve.Point> thresholdCurve() {
        return prepared.curve().points(once);
    }

    /** Returns the lowest score threshold with at most so many false alarms; empty if the highest scores alone raise more. */
    public Optional<ThresholdCurve.Point> at(OperatingPoint point) {
        return prepared.curve().atFalseAlarms(point.falseAlarms(), once);
    }

    /** Returns precision, recall and F1 of one type at every score, highest first. */
    public List<ThresholdCurve.Point> thresholdCurve(DefectType type) {
        return prepared.curve().points(index(type), once);
    }

    /** Returns COCO's precision at the recalls 0, 0.01 … 1 at IoU 0.5; empty if the type has no ground-truth boxes. */
    public double[] precisionByRecall(DefectType type) {
        return prepared.coco().interpolatedPrecisionAt50(index(type), once);
    }

    /** Returns the text scores by image index, for images with reference texts. */
    private Map<Integer, ImageResult.TextResult> texts() {
        CaptionScores scores = prepared.captions();
        Map<Integer, ImageResult.TextResult> texts = new HashMap<>();
        for (int caption = 0; caption < scores.size(); caption++) {
            texts.put(
                    prepared.captioned().get(caption),
                    new ImageResult.TextResult(
                            scores.captionBleu(4, caption),
                            scores.captionRougeL(caption),
                            scores.captionCider(caption)));
        }
        return texts;
    }

    private static OptionalDouble bestIou(ImageBoxes image) {
        return image.predictions().stream()
                .flatMapToDouble(prediction -> image.groundTruth().stream()
                        .filter(box -> box.type() == prediction.type() && box.isEvaluated())
                        .mapToDouble(box -> box.box().iou(prediction.box())))
                .max();
    }

    private int index(DefectType type) {
        return input.types().indexOf(type);
    }

    private List<String> typeNames() {
        return input.types().stream().map(DefectType::words).toList();
    }
}
