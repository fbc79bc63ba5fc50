package io.millsight.evaluation;

import io.millsight.evaluation.classification.TypeMetrics;
import io.millsight.evaluation.classification.TypedImage;
import io.millsight.evaluation.detection.BoxedImage;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.detection.CocoMetrics;
import io.millsight.evaluation.detection.ConfidenceCurve;
import io.millsight.evaluation.detection.Coverage;
import io.millsight.evaluation.detection.PredictedBox;
import io.millsight.evaluation.detection.Rectangle;
import io.millsight.evaluation.detection.TrueBox;
import io.millsight.evaluation.detection.VocMetrics;
import io.millsight.evaluation.text.CaptionScores;
import io.millsight.evaluation.text.Tokenization;
import io.millsight.evaluation.text.TokenizedCaption;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;

/**
 * What was prepared once per image, so that each measure is quick for any weights of the images.
 *
 * @param boxed in the order of the input, like everything below
 * @param captioned indices of the images that have reference texts; {@code captions} holds these only
 */
record Evidence(
        List<BoxedImage> boxed,
        TypeMetrics types,
        CocoMetrics coco,
        VocMetrics voc,
        ConfidenceCurve curve,
        Coverage coverage,
        Calibration calibration,
        List<Integer> captioned,
        CaptionScores captions) {

    static final int CALIBRATION_BINS = 10;

    static Evidence of(EvaluationInput input, EvaluationSettings settings) {
        List<DefectType> types = input.types();
        int count = types.size();
        List<BoxedImage> boxed =
                input.images().stream().map(image -> boxed(image, types)).toList();
        List<TypedImage> typed =
                input.images().stream().map(image -> typed(image, types)).toList();
        ConfidenceCurve curve = new ConfidenceCurve(count, boxed, settings.minimalIou());
        List<Integer> captioned = new ArrayList<>();
        List<TokenizedCaption> captions = new ArrayList<>();
        for (int i = 0; i < input.images().size(); i++) {
            EvaluatedImage image = input.images().get(i);
            if (!image.references().isEmpty()) {
                captioned.add(i);
                captions.add(caption(image, settings.tokenization()));
            }
        }
        return new Evidence(
                boxed,
                new TypeMetrics(count, typed),
                new CocoMetrics(count, boxed),
                new VocMetrics(count, boxed),
                curve,
                new Coverage(count, boxed, settings.scoreThreshold()),
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

    /** Claims of a type that does not exist have no place among boxes; they are counted on their own. */
    private static BoxedImage boxed(EvaluatedImage image, List<DefectType> types) {
        return new BoxedImage(
                image.image().defects().stream()
                        .map(defect -> new TrueBox(types.indexOf(defect.type()), Rectangle.of(defect.box())))
                        .toList(),
                image.prediction().defects().stream()
                        .filter(defect -> types.contains(defect.type()))
                        .map(defect -> new PredictedBox(
                                types.indexOf(defect.type()), Rectangle.of(defect.box()), defect.score()))
                        .toList());
    }

    private static TypedImage typed(EvaluatedImage image, List<DefectType> types) {
        return new TypedImage(
                image.image().defects().stream()
                        .map(Defect::type)
                        .map(types::indexOf)
                        .toList(),
                image.prediction().defects().stream()
                        .map(ScoredDefect::type)
                        .map(type -> types.contains(type) ? types.indexOf(type) : types.size())
                        .toList(),
                image.prediction().status() == ReadStatus.READ);
    }
}
