package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.statistics.Interval;
import io.millsight.files.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures against what they have to beat: a row a measure, a column the model, each baseline and each anchor. */
final class SummaryTable {

    private SummaryTable() {}

    /** For people: intervals in one column, and below the table why a measure of the model has no value. */
    static Table of(EvaluationReport report, List<Measure> measures, String title) {
        List<Cell> header = new ArrayList<>(List.of(
                Cell.text("Measure"), Cell.name(report.evaluation().input().model()), Cell.text("95 % interval")));
        header.addAll(beside(report));
        List<List<Cell>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Measure measure : measures) {
            Estimate estimate = report.evaluation().estimate(measure);
            List<Cell> row = new ArrayList<>();
            row.add(Cell.text(label(measure, report.evaluation())));
            row.add(Cell.number(estimate.asOptional()));
            row.add(interval(estimate)
                    .map(range -> new Cell(Cell.shown(range), "", true))
                    .orElseGet(Cell::absent));
            row.addAll(beside(report, measure));
            rows.add(row);
            if (estimate instanceof Estimate.Unknown unknown) {
                notes.add(measure.label() + ": " + unknown.reason());
            }
        }
        report.evaluation().whyNoIntervals().ifPresent(notes::add);
        if (measures.stream().anyMatch(Measure::dependsOnScores)) {
            report.baselines().stream()
                    .map(Evaluation::input)
                    .filter(input ->
                            input.scoreMode() != report.evaluation().input().scoreMode())
                    .forEach(input -> notes.add("AP of " + MessageText.excerpt(input.model()) + " is under "
                            + input.scoreMode().key() + " scores, so it cannot be compared"));
        }
        return new Table(title, header, rows, notes);
    }

    /** For programs: keys instead of names, and the ends of the intervals in columns of their own. */
    static Table exact(EvaluationReport report) {
        List<Cell> header = new ArrayList<>(Cell.names("measure", "value", "low", "high"));
        header.addAll(beside(report));
        List<List<Cell>> rows = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            Estimate estimate = report.evaluation().estimate(measure);
            List<Cell> row = new ArrayList<>();
            row.add(Cell.text(measure.key()));
            row.add(Cell.number(estimate.asOptional()));
            row.add(interval(estimate).map(range -> Cell.number(range.low())).orElseGet(Cell::absent));
            row.add(interval(estimate).map(range -> Cell.number(range.high())).orElseGet(Cell::absent));
            row.addAll(beside(report, measure));
            rows.add(row);
        }
        return new Table("All measures", header, rows);
    }

    private static List<Cell> beside(EvaluationReport report) {
        List<Cell> names = new ArrayList<>();
        report.baselines()
                .forEach(baseline -> names.add(Cell.name(baseline.input().model())));
        report.anchors().forEach(anchor -> names.add(Cell.text(anchor.label())));
        return names;
    }

    private static List<Cell> beside(EvaluationReport report, Measure measure) {
        List<Cell> cells = new ArrayList<>();
        for (Evaluation baseline : report.baselines()) {
            cells.add(Cell.number(baseline.estimate(measure).asOptional()));
        }
        for (Anchor anchor : report.anchors()) {
            Double value = anchor.values().get(measure);
            cells.add(value == null ? Cell.absent() : Cell.number(value));
        }
        return cells;
    }

    /** Average precision never stands without the source of its scores. */
    static String label(Measure measure, Evaluation evaluation) {
        return measure.dependsOnScores()
                ? measure.label() + " [" + evaluation.input().scoreMode().key() + "]"
                : measure.label();
    }

    static Optional<Interval> interval(Estimate estimate) {
        return estimate instanceof Estimate.Known known ? known.interval() : Optional.empty();
    }
}
