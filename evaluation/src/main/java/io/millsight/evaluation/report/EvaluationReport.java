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
import java.util.function.ToDoubleFunction;

/**
 * An evaluation and what stands beside it: everything that is written to the console and into the run folder.
 *
 * @param baselines evaluations of the same images to beat, such as that of the most frequent sentence
 * @param publishedResults published figures
 * @param robustness what the model reached on spoilt pictures
 * @param attachments what is shown beside the numbers
 */
public record EvaluationReport(
        Evaluation evaluation,
        List<Evaluation> baselines,
        List<PublishedResult> publishedResults,
        RobustnessResults robustness,
        ReportAttachments attachments) {

    public EvaluationReport {
        baselines = List.copyOf(baselines);
        publishedResults = List.copyOf(publishedResults);
    }

    /** What the console prints. */
    public String toText() {
        StringBuilder text =
                new StringBuilder(heading()).append("\n\n").append(summary().toText());
        perTypeForPeople().forEach(table -> text.append('\n').append(table.toText()));
        if (hasRobustness()) {
            text.append('\n').append(robustnessTable().toText());
        }
        return text.toString();
    }

    /** One line: model, split, number of images and groups, where scores come from and what counts as a match. */
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

    /** All measures with their intervals, baselines and anchors. */
    public ReportTable summary() {
        return SummaryTable.of(this, List.of(Measure.values()), "All measures");
    }

    ReportTable summary(Measure.Kind kind) {
        List<Measure> measures = List.of(Measure.values()).stream()
                .filter(measure -> measure.kind() == kind)
                .toList();
        return SummaryTable.of(this, measures, kind.title());
    }

    /** A row a type of defect, with everything that was measured of it. */
    public ReportTable perType() {
        return ResultTables.perType(evaluation);
    }

    List<ReportTable> perTypeForPeople() {
        return ResultTables.perTypeForPeople(evaluation);
    }

    boolean hasRobustness() {
        return !robustness.rows().isEmpty();
    }

    /** A row a severity of each disturbance. */
    ReportTable robustnessTable() {
        return RobustnessTables.of(this);
    }

    /** A row an image. */
    public ReportTable perImage() {
        return ResultTables.perImage(evaluation);
    }

    /** Precision at 101 recalls for each type, at overlap 0.5. */
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

    /** A ratio at every score, for all types together and for each. */
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
        return ResultTables.confusion("Boxes: true type (rows) and claimed type (columns)", matrix);
    }

    ReportTable typeConfusion() {
        return ResultTables.confusion(
                "Images: first true type (rows) and first named type (columns)", evaluation.typeConfusion());
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
