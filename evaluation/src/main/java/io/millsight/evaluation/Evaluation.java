package io.millsight.evaluation;

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

/**
 * How good a model's answers to a split are: the one object that console, JSON, CSV and HTML are written from. Immutable.
 */
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

    /** Measures everything; takes about a second for 180 images and 1,000 draws. */
    public static Evaluation of(EvaluationInput input, EvaluationSettings settings) {
        return new Evaluation(input, settings);
    }

    /** Some measures only, for many sets of answers of which little is asked. */
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

    /** All estimates, in the order of {@link Measure}. */
    public Map<Measure, Estimate> estimates() {
        return Collections.unmodifiableMap(estimates);
    }

    /** The number of groups of images that the intervals were drawn from. */
    public int groups() {
        return estimator.groups();
    }

    /** Why values have no intervals; empty where there are enough groups of images for them. */
    public Optional<String> whyNoIntervals() {
        return groups() >= GroupBootstrap.LEAST_GROUPS
                ? Optional.empty()
                : Optional.of("no 95 % intervals: they need at least " + GroupBootstrap.LEAST_GROUPS
                        + " groups of images, but here "
                        + (groups() == 1 ? "is 1" : "are " + groups()));
    }

    /**
     * How likely a difference as large as that to another evaluation of the same images is by chance (see {@link PermutationTest}); empty for
     * fewer than two groups of images, or where there is nothing to measure.
     */
    public OptionalDouble pValue(Measure measure, Evaluation other) {
        return estimator.pValue(measure, other.estimator);
    }

    /** The smallest p-value that so many groups of images can give. */
    public double smallestPValue() {
        return PermutationTest.smallest(groups(), settings.resamples());
    }

    /** One result a type, in the order of the input. */
    public List<TypeResult> perType() {
        List<MatchCounts> named = prepared.types().perType(once);
        List<TypeResult> results = new ArrayList<>();
        for (int type = 0; type < input.types().size(); type++) {
            results.add(new TypeResult(
                    input.types().get(type),
                    named.get(type),
                    prepared.curve().at(type, settings.scoreThreshold(), once),
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

    /** One result an image, in ascending order of their ids. */
    public List<ImageResult> perImage() {
        List<MatchCounts> boxes = prepared.curve().perImage(settings.scoreThreshold());
        Map<Integer, ImageResult.TextResult> texts = texts();
        List<ImageResult> results = new ArrayList<>();
        for (int image = 0; image < once.length; image++) {
            results.add(new ImageResult(
                    input.images().get(image),
                    prepared.types().isPrimaryCorrect(image),
                    boxes.get(image),
                    bestIou(prepared.boxed().get(image)),
                    prepared.areaIou().ofImage(image),
                    Optional.ofNullable(texts.get(image))));
        }
        return results;
    }

    /** Boxes by true and claimed type, with {@link BoxConfusion#MISSED} and {@link BoxConfusion#FALSE_ALARM}. */
    public ConfusionMatrix boxConfusion() {
        return BoxConfusion.of(typeNames(), prepared.boxed(), settings.scoreThreshold(), settings.minimalIou());
    }

    /** Images by first true and first named type. */
    public ConfusionMatrix typeConfusion() {
        return prepared.types().confusion(typeNames());
    }

    public List<Calibration.Bin> calibration() {
        return prepared.calibration().bins(once);
    }

    /** Precision, recall and F1 at every score, highest first, over all types together. */
    public List<ThresholdCurve.Point> thresholdCurve() {
        return prepared.curve().points(once);
    }

    /** Precision, recall and F1 of one type at every score, highest first. */
    public List<ThresholdCurve.Point> thresholdCurve(DefectType type) {
        return prepared.curve().points(index(type), once);
    }

    /** COCO's precision at the recalls 0, 0.01 … 1 at overlap 0.5; empty where the type has no true boxes. */
    public double[] precisionByRecall(DefectType type) {
        return prepared.coco().interpolatedPrecisionAt50(index(type), once);
    }

    /** The scores of the answers' texts, by the index of the image; those that have reference texts only. */
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
