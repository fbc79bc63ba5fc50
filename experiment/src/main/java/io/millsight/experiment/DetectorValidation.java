package io.millsight.experiment;

import io.millsight.detect.Detector;
import io.millsight.detect.train.DetectorMetrics;
import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.inspection.DetectorInspector;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.runs.EvaluationFigures;
import io.millsight.steel.AnnotatedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets a detector in training detect on images, one view of each, and measures its boxes as {@link ModelEvaluation} does. F1 is that of the best
 * threshold on these images, since a detector in training has none yet.
 */
public final class DetectorValidation implements DetectorMetrics {

    private static final int BATCH_SIZE = 16;

    private static final List<Measure> MEASURES = List.of(Measure.AP50, Measure.BEST_F1, Measure.TYPE_ACCURACY);

    public DetectorValidation() {}

    @Override
    public EvaluationFigures measure(Detector detector, List<AnnotatedImage> images) {
        Map<Measure, Estimate> estimates = estimates(detector, images, MEASURES);
        return new EvaluationFigures(
                Double.NaN,
                value(estimates, Measure.AP50, Double.NaN),
                value(estimates, Measure.BEST_F1, Double.NaN),
                value(estimates, Measure.TYPE_ACCURACY, Double.NaN));
    }

    /** A detector that finds nothing gets the highest threshold: every box it proposes is wrong. */
    @Override
    public double threshold(Detector detector, List<AnnotatedImage> images) {
        return value(estimates(detector, images, List.of(Measure.BEST_THRESHOLD)), Measure.BEST_THRESHOLD, 1);
    }

    @SuppressWarnings("resource") // the detector belongs to the training, so the inspector stays open
    private static Map<Measure, Estimate> estimates(
            Detector detector, List<AnnotatedImage> images, List<Measure> measures) {
        Inspector inspector = new DetectorInspector(detector, 0, TestTimeAugmentation.OFF);
        List<EvaluatedImage> answers = new ArrayList<>();
        for (int start = 0; start < images.size(); start += BATCH_SIZE) {
            List<AnnotatedImage> batch = images.subList(start, Math.min(images.size(), start + BATCH_SIZE));
            List<Inspection> inspections = inspector.inspect(
                    batch.stream().map(AnnotatedImage::readPixels).toList());
            for (int i = 0; i < batch.size(); i++) {
                AnnotatedImage image = batch.get(i);
                answers.add(new EvaluatedImage(
                        image,
                        image.id(),
                        List.of(),
                        SplitInspection.prediction(inspections.get(i), inspector.scores())));
            }
        }
        return Evaluation.estimates(
                new EvaluationInput(
                        "in training",
                        new EvaluatedSplit("training", "validation", ""),
                        detector.types(),
                        ScoreMode.DETECTOR,
                        answers),
                EvaluationSettings.DEFAULT,
                measures);
    }

    private static double value(Map<Measure, Estimate> estimates, Measure measure, double otherwise) {
        Estimate estimate = estimates.get(measure);
        return estimate == null ? otherwise : estimate.asOptional().orElse(otherwise);
    }
}
