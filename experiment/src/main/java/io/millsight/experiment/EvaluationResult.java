package io.millsight.experiment;

import io.millsight.adapter.ScoreThreshold;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.report.EvaluationFolder;
import io.millsight.evaluation.report.EvaluationReport;
import io.millsight.evaluation.report.ReportAttachments;
import io.millsight.evaluation.report.ReportContext;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.StoredThreshold;
import io.millsight.experiment.report.AnswerSettings;
import io.millsight.experiment.report.ContactSheets;
import io.millsight.experiment.report.ExampleImages;
import io.millsight.experiment.report.ReportSections;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of a {@link ModelEvaluation}.
 *
 * @param report the figures, without example images and sections
 * @param answering how the answers came about
 * @param measuringTime how long the measuring took, without the answers of the model
 */
public record EvaluationResult(
        EvaluatedModel model,
        EvaluationSplit split,
        EvaluationReport report,
        Answering answering,
        Duration measuringTime) {

    /**
     * How the answers came about.
     *
     * @param withUntuned whether the first baseline is the model without its adapter
     * @param unreadable how many images could not be read, or be shown to the model
     * @param chosen score threshold that was chosen by the answers; null if none was to be chosen
     */
    public record Answering(
            AnswerSettings settings,
            boolean withUntuned,
            int unreadable,
            @Nullable ScoreThreshold chosen) {}

    /**
     * Stores the chosen score threshold in the millsight.json of the model, in the place of an earlier one. Describing and
     * measuring use it from then on.
     *
     * @return the file
     * @throws io.millsight.steel.InputException if the file cannot be written
     * @throws IllegalStateException if no threshold was chosen
     */
    public Path storeMinScore() {
        if (answering.chosen == null) {
            throw new IllegalStateException("no score threshold was chosen");
        }
        return StoredThreshold.store(model, answering.chosen);
    }

    /**
     * Writes the report into a folder, in the place of an earlier report: figures as HTML, JSON, CSV, SVG and PNG, example
     * images, contact sheets, the settings, and the audit of the images.
     *
     * @throws io.millsight.steel.InputException if other files are in the way, or the folder cannot be written to; nothing
     *     has changed then
     */
    public void write(Path folder) {
        Evaluation evaluation = report.evaluation();
        ReportSections sections = new ReportSections(model, split, evaluation.input());
        ReportContext context = sections.context();
        ReportAttachments attachments = new ReportAttachments(
                context,
                new ExampleImages(evaluation, answersBefore(), split.pictures()).groups(),
                new ContactSheets(evaluation, split.pictures(), context).all(),
                sections.all(answering.settings));
        EvaluationFolder.write(
                new EvaluationReport(
                        evaluation,
                        report.baselines(),
                        report.publishedResults(),
                        report.robustness(),
                        attachments,
                        report.caveats()),
                folder);
    }

    /** By the id of the image; an answer of special tokens only has no words, which is not the same as no answer. */
    private Map<String, String> answersBefore() {
        Map<String, String> answers = new HashMap<>();
        if (answering.withUntuned) {
            for (EvaluatedImage image : report.baselines().get(0).input().images()) {
                String text = image.prediction().text();
                answers.put(image.id(), text.isBlank() ? "(no words)" : text);
            }
        }
        return answers;
    }
}
