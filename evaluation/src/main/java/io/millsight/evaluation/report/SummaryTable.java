package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table with one row per measure, and one column for the model and for each baseline. */
final class SummaryTable {

    private SummaryTable() {}

    /** Returns the table for people: the intervals beside the values, and the reasons for missing values as notes. */
    static ReportTable of(EvaluationReport report, List<Measure> measures, String title) {
        List<TableCell> header = new ArrayList<>(List.of(
                TableCell.text("Measure"),
                TableCell.name(report.evaluation().input().model()).withDetail("95 % interval")));
        report.baselines()
                .forEach(baseline -> header.add(TableCell.name(baseline.input().model())));
        List<List<TableCell>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Measure measure : measures) {
            Estimate estimate = report.evaluation().estimate(measure);
            List<TableCell> row = new ArrayList<>();
            row.add(TableCell.text(label(measure, report.evaluation())));
            row.add(TableCell.estimate(estimate));
            for (Evaluation baseline : report.baselines()) {
                row.add(TableCell.number(baseline.estimate(measure).asOptional()));
            }
            rows.add(row);
            if (estimate instanceof Estimate.Unknown unknown) {
                notes.add(measure.label() + ": " + unknown.reason());
            }
        }
        report.evaluation().whyNoIntervals().ifPresent(notes::add);
        ScoreMode scores = report.evaluation().input().scoreMode();
        boolean otherScores = report.baselines().stream()
                .anyMatch(baseline -> baseline.input().scoreMode() != scores);
        if (otherScores && measures.stream().anyMatch(Measure::dependsOnScores)) {
            notes.add("Do not compare average precision across columns with different kinds of scores: "
                    + scoreModes(report) + ".");
        }
        return new ReportTable(title, header, rows, notes);
    }

    private static String scoreModes(EvaluationReport report) {
        return Stream.concat(Stream.of(report.evaluation()), report.baselines().stream())
                .map(evaluation -> MessageText.excerpt(evaluation.input().model()) + " has "
                        + evaluation.input().scoreMode().key() + " scores")
                .collect(Collectors.joining(", "));
    }

    /** Returns the table for programs: keys instead of names, and separate columns for the ends of the intervals. */
    static ReportTable exact(EvaluationReport report) {
        List<TableCell> header = new ArrayList<>(TableCell.names("measure", "value", "low", "high"));
        header.addAll(beside(report));
        List<List<TableCell>> rows = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            Estimate estimate = report.evaluation().estimate(measure);
            List<TableCell> row = new ArrayList<>();
            row.add(TableCell.text(measure.key()));
            row.add(TableCell.number(estimate.asOptional()));
            row.add(interval(estimate)
                    .map(range -> TableCell.number(range.low()))
                    .orElseGet(TableCell::absent));
            row.add(interval(estimate)
                    .map(range -> TableCell.number(range.high()))
                    .orElseGet(TableCell::absent));
            row.addAll(beside(report, measure));
            rows.add(row);
        }
        return new ReportTable("All measures", header, rows);
    }

    private static List<TableCell> beside(EvaluationReport report) {
        List<TableCell> names = new ArrayList<>();
        report.baselines()
                .forEach(baseline -> names.add(TableCell.name(baseline.input().model())));
        report.publishedResults().forEach(published -> names.add(TableCell.text(published.label())));
        return names;
    }

    private static List<TableCell> beside(EvaluationReport report, Measure measure) {
        List<TableCell> cells = new ArrayList<>();
        for (Evaluation baseline : report.baselines()) {
            cells.add(TableCell.number(baseline.estimate(measure).asOptional()));
        }
        for (PublishedResult published : report.publishedResults()) {
            Double value = published.values().get(measure);
            cells.add(value == null ? TableCell.absent() : TableCell.number(value));
        }
        return cells;
    }

    /** Returns the name of a measure. Average precision is always shown with the source of its scores. */
    static String label(Measure measure, Evaluation evaluation) {
        return measure.dependsOnScores()
                ? measure.label() + " [" + evaluation.input().scoreMode().key() + "]"
                : measure.label();
    }

    static Optional<ConfidenceInterval> interval(Estimate estimate) {
        return estimate instanceof Estimate.Known known ? known.interval() : Optional.empty();
    }
}
