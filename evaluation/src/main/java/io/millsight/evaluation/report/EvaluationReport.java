package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Evaluation with all further content of the console and the report folder.
 *
 * @param evaluation the evaluation
 * @param baselines evaluations of baselines on the same images, for example of the most frequent sentence
 * @param publishedResults published figures
 * @param robustness results on corrupted images
 * @param attachments images and sections beside the numbers
 * @param caveats what a reader has to know about the model, as sentences without a full stop
 */
public record EvaluationReport(
        Evaluation evaluation,
        List<Evaluation> baselines,
        List<PublishedResult> publishedResults,
        RobustnessResults robustness,
        ReportAttachments attachments,
        List<String> caveats) {

    /** Creates a report without caveats. */
    public EvaluationReport(
            Evaluation evaluation,
            List<Evaluation> baselines,
            List<PublishedResult> publishedResults,
            RobustnessResults robustness,
            ReportAttachments attachments) {
        this(evaluation, baselines, publishedResults, robustness, attachments, List.of());
    }

    public EvaluationReport {
        caveats = List.copyOf(caveats);
        baselines = List.copyOf(baselines);
        publishedResults = List.copyOf(publishedResults);
    }

    /** Returns the baseline of this name; empty if it was not evaluated. */
    public Optional<Evaluation> baseline(String name) {
        return baselines.stream()
                .filter(baseline -> baseline.input().model().equals(name))
                .findFirst();
    }

    /** Returns the text for the console. */
    public String toText() {
        StringBuilder text =
                new StringBuilder(heading()).append("\n\n").append(summary().toText());
        perTypeForPeople().forEach(table -> text.append('\n').append(table.toText()));
        if (hasRobustness()) {
            text.append('\n').append(robustnessTable().toText());
        }
        return text.toString();
    }

    /** Returns one line with model, split, numbers of images and groups, source of the scores and thresholds. */
    public String heading() {
        return "%s on %s: %s in %s; box scores: %s; boxes count from score %s and match from IoU %s"
                .formatted(
                        MessageText.excerpt(evaluation.input().model()),
                        MessageText.printable(evaluation.input().split().toString()),
                        MessageText.count(evaluation.input().images().size(), "image"),
                        MessageText.count(evaluation.groups(), "group"),
                        evaluation.input().scoreMode().key(),
                        evaluation.settings().scoreThreshold(),
                        evaluation.settings().minimalIou());
    }

    /** Returns all measures with their intervals, baselines and published results. */
    public ReportTable summary() {
        return SummaryTable.of(this, List.of(Measure.values()), "All measures");
    }

    ReportTable summary(Measure.Kind kind) {
        List<Measure> measures = List.of(Measure.values()).stream()
                .filter(measure -> measure.kind() == kind)
                .toList();
        return SummaryTable.of(this, measures, kind.title());
    }

    /** Returns one row per type with all its measures. */
    public ReportTable perType() {
        return ResultTables.perType(evaluation);
    }

    List<ReportTable> perTypeForPeople() {
        return ResultTables.perTypeForPeople(evaluation);
    }

    boolean hasRobustness() {
        return !robustness.rows().isEmpty();
    }

    /** Returns one row per corruption and severity. */
    ReportTable robustnessTable() {
        return RobustnessTables.of(this);
    }

    /** Returns one row per image. */
    public ReportTable perImage() {
        return ResultTables.perImage(evaluation);
    }

    /** Returns escapes and overkills for each score threshold at which a decision changes. */
    ReportTable cleanOrDefective() {
        return ResultTables.cleanOrDefective(evaluation);
    }

    /** Returns the recall at fixed numbers of false alarms per image. */
    ReportTable operatingPoints() {
        return OperatingPoints.table(evaluation);
    }

    /** Returns the precision at 101 recalls for each type, at IoU 0.5. */
    ReportTable precisionByRecall() {
        List<List<TableCell>> rows = new ArrayList<>();
        for (DefectType type : evaluation.input().types()) {
            double[] precision = evaluation.precisionByRecall(type);
            for (int step = 0; step < precision.length; step++) {
                rows.add(List.of(
                        TableCell.text(type.name()),
                        TableCell.number(step / 100.0),
                        TableCell.number(precision[step])));
            }
        }
        return new ReportTable("Precision by recall at IoU 0.5", TableCell.names("class", "recall", "precision"), rows);
    }

    /** Returns a ratio at every score, for all types together and for each type. */
    ReportTable byThreshold(String name, ToDoubleFunction<MatchCounts> ratio) {
        List<List<TableCell>> rows = new ArrayList<>();
        addCurve(rows, "all", evaluation.thresholdCurve(), ratio);
        for (DefectType type : evaluation.input().types()) {
            addCurve(rows, type.name(), evaluation.thresholdCurve(type), ratio);
        }
        return new ReportTable(name + " by score threshold", TableCell.names("class", "score_threshold", name), rows);
    }

    ReportTable confusion() {
        ConfusionMatrix matrix = evaluation.boxConfusion();
        return ResultTables.confusion("Boxes: annotated type (rows) and predicted type (columns)", matrix);
    }

    ReportTable typeConfusion() {
        return ResultTables.confusion(
                "Images: first annotated type (rows) and first predicted type (columns)", evaluation.typeConfusion());
    }

    ReportTable calibration() {
        return ResultTables.calibration(evaluation);
    }

    private static void addCurve(
            List<List<TableCell>> rows,
            String name,
            List<ThresholdCurve.Point> points,
            ToDoubleFunction<MatchCounts> ratio) {
        for (ThresholdCurve.Point point : points) {
            rows.add(List.of(
                    TableCell.text(name),
                    TableCell.number(point.scoreThreshold()),
                    TableCell.number(ratio.applyAsDouble(point.counts()))));
        }
    }
}
