package io.millsight.evaluation;

import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.evaluation.classification.ImageTypes;
import io.millsight.evaluation.classification.InspectedSurface;
import io.millsight.evaluation.classification.TypeMetrics;
import io.millsight.evaluation.detection.AreaIou;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.detection.CocoMetrics;
import io.millsight.evaluation.detection.GroundTruthBox;
import io.millsight.evaluation.detection.ImageBoxes;
import io.millsight.evaluation.detection.PredictedBox;
import io.millsight.evaluation.detection.Rectangle;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.detection.VocMetrics;
import io.millsight.evaluation.text.CaptionScores;
import io.millsight.evaluation.text.Tokenization;
import io.millsight.evaluation.text.TokenizedCaption;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Metrics that were prepared once per image, so that each measure is fast for any weights of the images.
 *
 * @param boxed boxes of each image, in the order of the input, like all following metrics
 * @param types metrics of the types of the reported boxes
 * @param surfaces decision between clean and defective, image by image
 * @param coco COCO metrics of the answers
 * @param allCandidates COCO metrics of all boxes, including rejected candidates
 * @param voc VOC metrics
 * @param curve precision and recall by score threshold
 * @param reportedBoxes precision and recall of the reported boxes
 * @param areaIou IoU of the areas
 * @param calibration calibration of the scores
 * @param captioned indices of the images with reference texts, which {@code captions} contains
 * @param captions text scores
 */
record PreparedMetrics(
        List<ImageBoxes> boxed,
        TypeMetrics types,
        CleanOrDefective surfaces,
        CocoMetrics coco,
        CocoMetrics allCandidates,
        VocMetrics voc,
        ThresholdCurve curve,
        ThresholdCurve reportedBoxes,
        AreaIou areaIou,
        Calibration calibration,
        List<Integer> captioned,
        CaptionScores captions) {

    static final int CALIBRATION_BINS = 10;

    /**
     * Prepares all images.
     *
     * @param reportedImages images in ascending order of their ids
     * @param types all types that may occur
     * @param settings settings of the evaluation
     */
    static PreparedMetrics of(List<ReportedImage> reportedImages, List<DefectType> types, EvaluationSettings settings) {
        List<EvaluatedImage> images =
                reportedImages.stream().map(ReportedImage::image).toList();
        int count = types.size();
        List<ImageBoxes> boxed = images.stream()
                .map(image -> boxed(image, image.prediction().defects(), types))
                .toList();
        List<ImageBoxes> reported = reportedImages.stream()
                .map(image -> boxed(image.image(), image.defects(), types))
                .toList();
        List<ImageTypes> typed =
                reportedImages.stream().map(image -> typed(image, types)).toList();
        ThresholdCurve curve = new ThresholdCurve(count, boxed, settings.minimalIou());
        List<Integer> captioned = new ArrayList<>();
        List<TokenizedCaption> captions = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            EvaluatedImage image = images.get(i);
            if (!image.references().isEmpty()) {
                captioned.add(i);
                captions.add(caption(image, settings.tokenization()));
            }
        }
        CocoMetrics coco = new CocoMetrics(count, boxed);
        return new PreparedMetrics(
                boxed,
                new TypeMetrics(count, typed),
                new CleanOrDefective(
                        reportedImages.stream().map(PreparedMetrics::surface).toList()),
                coco,
                rejectsNothing(images) ? coco : new CocoMetrics(count, allCandidates(images, types)),
                new VocMetrics(count, boxed),
                curve,
                new ThresholdCurve(count, reported, settings.minimalIou()),
                new AreaIou(count, reported, 0),
                new Calibration(curve, CALIBRATION_BINS),
                captioned,
                new CaptionScores(captions));
    }

    /** Returns the weights of the images with reference texts. */
    int[] captionWeights(int[] weights) {
        return captioned.stream().mapToInt(image -> weights[image]).toArray();
    }

    private static TokenizedCaption caption(EvaluatedImage image, Tokenization tokenization) {
        return TokenizedCaption.of(tokenization, image.prediction().text(), image.references());
    }

    private static boolean rejectsNothing(List<EvaluatedImage> images) {
        return images.stream().allMatch(image -> image.prediction().rejected().isEmpty());
    }

    private static List<ImageBoxes> allCandidates(List<EvaluatedImage> images, List<DefectType> types) {
        return images.stream()
                .map(image -> boxed(image, all(image.prediction()), types))
                .toList();
    }

    private static List<ScoredDefect> all(Prediction prediction) {
        return Stream.concat(prediction.defects().stream(), prediction.rejected().stream())
                .toList();
    }

    /** Predictions of unknown types are not part of the box metrics. A measure of its own counts them. */
    private static ImageBoxes boxed(EvaluatedImage image, List<ScoredDefect> predictions, List<DefectType> types) {
        return new ImageBoxes(
                image.image().defects().stream()
                        .map(defect -> new GroundTruthBox(
                                types.indexOf(defect.type()), Rectangle.of(defect.box()), defect.flag()))
                        .toList(),
                predictions.stream()
                        .filter(defect -> types.contains(defect.type()))
                        .map(defect -> new PredictedBox(
                                types.indexOf(defect.type()), Rectangle.of(defect.box()), defect.score()))
                        .toList());
    }

    /** Predicting a type of which the image has only ignored defects is neither right nor wrong. */
    private static ImageTypes typed(ReportedImage reported, List<DefectType> types) {
        EvaluatedImage image = reported.image();
        List<Integer> groundTruth = image.image().evaluatedDefects().stream()
                .map(defect -> types.indexOf(defect.type()))
                .toList();
        Set<Integer> flagged = image.image().defects().stream()
                .map(defect -> types.indexOf(defect.type()))
                .filter(type -> !groundTruth.contains(type))
                .collect(Collectors.toSet());
        List<Integer> predicted = reported.defects().stream()
                .map(ScoredDefect::type)
                .map(type -> types.contains(type) ? types.indexOf(type) : types.size())
                .filter(type -> !flagged.contains(type))
                .toList();
        return new ImageTypes(
                groundTruth,
                predicted,
                image.prediction().status() == AnswerStatus.READ,
                !image.image().hasOnlyIgnoredDefects());
    }

    /**
     * A predicted defect of an unknown type also makes the image defective: somebody has to look at it. An answer that was
     * cut off is undetermined, even with defects before the cut, as in a description.
     */
    private static InspectedSurface surface(ReportedImage reported) {
        EvaluatedImage image = reported.image();
        boolean read = image.prediction().status() == AnswerStatus.READ;
        return new InspectedSurface(
                !image.image().hasOnlyIgnoredDefects(),
                !image.image().evaluatedDefects().isEmpty(),
                image.prediction().isComplete(),
                read
                        ? image.prediction().defects().stream()
                                .mapToDouble(ScoredDefect::score)
                                .max()
                        : OptionalDouble.empty(),
                reported.scoreThreshold());
    }
}
