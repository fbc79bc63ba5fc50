package io.millsight.experiment;

import io.millsight.adapter.AdaptedModel;
import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.QwenInspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.runs.EvaluationFigures;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.augment.Sample;
import io.millsight.tuning.ValidationImages;
import io.millsight.tuning.ValidationMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Lets the model in training describe validation images, one view of each, and measures the answers as {@link ModelEvaluation} does. The weights are
 * those of the training, not a copy.
 */
public final class DescribedValidation implements ValidationMetrics {

    /** Images that share a batch. */
    private static final int BATCH_SIZE = 8;

    private static final List<Measure> MEASURES = List.of(Measure.AP50, Measure.F1, Measure.TYPE_ACCURACY);

    public DescribedValidation() {}

    @Override
    @SuppressWarnings("resource") // the model belongs to the training, so the inspector stays open
    public EvaluationFigures measure(AdaptedModel model, ValidationImages images) {
        Inspector inspector = new QwenInspector(
                model,
                QwenInspectorOptions.builder()
                        .testTimeAugmentation(TestTimeAugmentation.OFF)
                        .build());
        List<EvaluatedImage> answers = new ArrayList<>();
        for (int start = 0; start < images.size(); start += BATCH_SIZE) {
            answers.addAll(answers(inspector, images, start));
        }
        Map<Measure, Estimate> estimates = Evaluation.estimates(
                new EvaluationInput(
                        "in training",
                        new EvaluatedSplit("training", "validation", ""),
                        inspector.types(),
                        ScoreMode.TOKEN_PROBABILITY,
                        answers),
                EvaluationSettings.DEFAULT,
                MEASURES);
        return new EvaluationFigures(
                Double.NaN,
                value(estimates, Measure.AP50),
                value(estimates, Measure.F1),
                value(estimates, Measure.TYPE_ACCURACY));
    }

    private static List<EvaluatedImage> answers(Inspector inspector, ValidationImages images, int start) {
        int end = Math.min(images.size(), start + BATCH_SIZE);
        List<Sample> batch =
                IntStream.range(start, end).mapToObj(images.image()).toList();
        List<Inspection> inspections =
                inspector.inspect(batch.stream().map(Sample::image).toList());
        return IntStream.range(0, batch.size())
                .mapToObj(i -> {
                    Sample sample = batch.get(i);
                    String id = String.valueOf(start + i);
                    AnnotatedImage annotated = new AnnotatedImage(
                            id,
                            Path.of(id),
                            sample.image().width(),
                            sample.image().height(),
                            sample.defects());
                    return new EvaluatedImage(
                            annotated,
                            id,
                            List.of(),
                            SplitInspection.prediction(inspections.get(i), inspector.scores()));
                })
                .toList();
    }

    private static double value(Map<Measure, Estimate> estimates, Measure measure) {
        return Objects.requireNonNull(estimates.get(measure)).asOptional().orElse(Double.NaN);
    }
}
