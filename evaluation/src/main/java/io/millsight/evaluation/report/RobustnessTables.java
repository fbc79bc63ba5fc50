package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tables of the measures on corrupted images, after the results on the original images. */
final class RobustnessTables {

    private static final String UNCORRUPTED = "none";
    private static final List<String> NAMES = List.of("corruption", "severity", "parameters");

    private RobustnessTables() {}

    /** Row of a table, of the model or of a baseline. */
    private record Line(String corruption, int severity, String parameters, Function<Measure, Estimate> estimates) {}

    /** Returns the table for people, with value and interval in one cell. */
    static ReportTable of(EvaluationReport report) {
        List<TableCell> header = new ArrayList<>(TableCell.names(NAMES.toArray(String[]::new)));
        RobustnessResults.MEASURES.forEach(
                measure -> header.add(TableCell.text(SummaryTable.label(measure, report.evaluation()))));
        List<List<TableCell>> rows = new ArrayList<>();
        for (Line line : lines(report)) {
            List<TableCell> row = new ArrayList<>(names(line));
            RobustnessResults.MEASURES.forEach(measure -> row.add(TableCell.estimate(line.estimates.apply(measure))));
            rows.add(row);
        }
        List<String> notes = report.baselines().isEmpty()
                ? List.of()
                : List.of("The rows named after a baseline are its results on the original images: "
                        + report.baselines().stream()
                                .map(baseline -> baseline.input().model() + " ["
                                        + baseline.input().scoreMode().key() + " scores]")
                                .collect(Collectors.joining("; ")));
        return new ReportTable("On corrupted images", header, rows, notes);
    }

    /** Returns the table for programs: the model only, with separate columns for the ends of the intervals. */
    static ReportTable exact(EvaluationReport report) {
        List<String> names = new ArrayList<>(NAMES);
        for (Measure measure : RobustnessResults.MEASURES) {
            names.addAll(List.of(measure.key(), measure.key() + "_low", measure.key() + "_high"));
        }
        List<List<TableCell>> rows = new ArrayList<>();
        for (Line line : ofTheModel(report)) {
            List<TableCell> row = new ArrayList<>(names(line));
            for (Measure measure : RobustnessResults.MEASURES) {
                Estimate estimate = line.estimates.apply(measure);
                row.add(TableCell.number(estimate.asOptional()));
                row.add(end(estimate, ConfidenceInterval::low));
                row.add(end(estimate, ConfidenceInterval::high));
            }
            rows.add(row);
        }
        return new ReportTable("On corrupted images", TableCell.names(names.toArray(String[]::new)), rows);
    }

    private static List<Line> ofTheModel(EvaluationReport report) {
        List<Line> lines = new ArrayList<>();
        Evaluation evaluation = report.evaluation();
        lines.add(new Line(UNCORRUPTED, 0, "original image", evaluation::estimate));
        for (RobustnessResults.Row row : report.robustness().rows()) {
            lines.add(new Line(
                    row.severity().type().key(),
                    row.severity().level(),
                    row.severity().parameters(),
                    row::estimate));
        }
        return lines;
    }

    private static List<Line> lines(EvaluationReport report) {
        List<Line> lines = new ArrayList<>(ofTheModel(report));
        for (Evaluation baseline : report.baselines()) {
            lines.add(new Line(baseline.input().model(), 0, "original image", baseline::estimate));
        }
        return lines;
    }

    private static List<TableCell> names(Line line) {
        return List.of(
                TableCell.name(line.corruption), TableCell.count(line.severity), TableCell.text(line.parameters));
    }

    private static TableCell end(Estimate estimate, Function<ConfidenceInterval, Double> end) {
        return SummaryTable.interval(estimate)
                .map(range -> TableCell.number(end.apply(range)))
                .orElseGet(TableCell::absent);
    }
}
