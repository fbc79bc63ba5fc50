package io.millsight.evaluation;

import io.millsight.evaluation.classification.ImageTypes;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was prepared once per image, so that each measure is quick for any weights of the images.
 *
 * @param boxed in the order of the input, like everything below
 * @param allCandidates of all boxes, those too that were not sure enough for the answers
 * @param captioned indices of the images that have reference texts; {@code captions} holds these only
 */
record PreparedMetrics(
        List<ImageBoxes> boxed,
        TypeMetrics types,
        CocoMetrics coco,
        CocoMetrics allCandidates,
        VocMetrics voc,
        ThresholdCurve curve,
        AreaIou areaIou,
        Calibration calibration,
        List<Integer> captioned,
        CaptionScores captions) {

    static final int CALIBRATION_BINS = 10;

    /**
     * Prepares all images.
     *
     * @param images in ascending order of their ids
     * @param types all that may occur
     */
    static PreparedMetrics of(List<EvaluatedImage> images, List<DefectType> types, EvaluationSettings settings) {
        int count = types.size();
        List<ImageBoxes> boxed = images.stream()
                .map(image -> boxed(image, image.prediction().defects(), types))
                .toList();
        List<ImageTypes> typed =
                images.stream().map(image -> typed(image, types)).toList();
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
                coco,
                rejectsNothing(images) ? coco : new CocoMetrics(count, allCandidates(images, types)),
                new VocMetrics(count, boxed),
                curve,
                new AreaIou(count, boxed, settings.scoreThreshold()),
                new Calibration(curve, CALIBRATION_BINS),
                captioned,
                new CaptionScores(captions));
    }

    /** The weights of the images that have reference texts. */
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

    /** Claims of a type that does not exist have no place among boxes; they are counted on their own. */
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

    /** Naming a type of which the image has only flagged defects is neither right nor wrong. */
    private static ImageTypes typed(EvaluatedImage image, List<DefectType> types) {
        List<Integer> groundTruth = image.image().evaluatedDefects().stream()
                .map(defect -> types.indexOf(defect.type()))
                .toList();
        Set<Integer> flagged = image.image().defects().stream()
                .map(defect -> types.indexOf(defect.type()))
                .filter(type -> !groundTruth.contains(type))
                .collect(Collectors.toSet());
        List<Integer> predicted = image.prediction().defects().stream()
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
}
