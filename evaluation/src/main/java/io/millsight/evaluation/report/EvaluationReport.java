package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.detection.ConfidenceCurve;
import io.millsight.evaluation.robustness.RobustnessGrid;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.HitCounts;
import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An evaluation and what stands beside it: everything that is written to the console and into the run folder.
 *
 * @param baselines evaluations of the same images to beat, such as that of the most frequent sentence
 * @param anchors published figures
 * @param robustness what the model reached on spoilt pictures
 * @param exhibits what is shown beside the numbers
 */
public record EvaluationReport(
        Evaluation evaluation,
        List<Evaluation> baselines,
        List<Anchor> anchors,
        RobustnessGrid robustness,
        Exhibits exhibits) {

    public EvaluationReport {
        baselines = List.copyOf(baselines);
        anchors = List.copyOf(anchors);
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
    public Table summary() {
        return SummaryTable.of(this, List.of(Measure.values()), "All measures");
    }

    Table summary(Measure.Kind kind) {
        List<Measure> measures = List.of(Measure.values()).stream()
                .filter(measure -> measure.kind() == kind)
                .toList();
        return SummaryTable.of(this, measures, kind.title());
    }

    /** A row a type of defect, with everything that was measured of it. */
    public Table perType() {
        return ResultTables.perType(evaluation);
    }

    List<Table> perTypeForPeople() {
        return ResultTables.perTypeForPeople(evaluation);
    }

    boolean hasRobustness() {
        return !robustness.rows().isEmpty();
    }

    /** A row a severity of each disturbance. */
    Table robustnessTable() {
        return RobustnessTables.of(this);
    }

    /** A row an image. */
    public Table perImage() {
        return ResultTables.perImage(evaluation);
    }

    /** Precision at 101 recalls for each type, at overlap 0.5. */
    Table precisionByRecall() {
        List<List<Cell>> rows = new ArrayList<>();
        for (DefectType type : evaluation.input().types()) {
            double[] precision = evaluation.precisionByRecall(type);
            for (int step = 0; step < precision.length; step++) {
                rows.add(List.of(Cell.text(type.name()), Cell.number(step / 100.0), Cell.number(precision[step])));
            }
        }
        return new Table("Precision by recall at IoU 0.5", Cell.names("class", "recall", "precision"), rows);
    }

    /** A ratio at every score, for all types together and for each. */
    Table byConfidence(String name, ToDoubleFunction<HitCounts> ratio) {
        List<List<Cell>> rows = new ArrayList<>();
        addCurve(rows, "all", evaluation.confidenceCurve(), ratio);
        for (DefectType type : evaluation.input().types()) {
            addCurve(rows, type.name(), evaluation.confidenceCurve(type), ratio);
        }
        return new Table(name + " by score threshold", Cell.names("class", "score_threshold", name), rows);
    }

    Table confusion() {
        ConfusionMatrix matrix = evaluation.boxConfusion();
        return ResultTables.confusion("Boxes: true type (rows) and claimed type (columns)", matrix);
    }

    Table typeConfusion() {
        return ResultTables.confusion(
                "Images: first true type (rows) and first named type (columns)", evaluation.typeConfusion());
    }

    Table calibration() {
        return ResultTables.calibration(evaluation);
    }

    private static void addCurve(
            List<List<Cell>> rows, String name, List<ConfidenceCurve.Point> points, ToDoubleFunction<HitCounts> ratio) {
        for (ConfidenceCurve.Point point : points) {
            rows.add(List.of(
                    Cell.text(name),
                    Cell.number(point.scoreThreshold()),
                    Cell.number(ratio.applyAsDouble(point.counts()))));
        }
    }
}
