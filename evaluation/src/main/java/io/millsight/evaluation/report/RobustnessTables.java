package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.robustness.RobustnessGrid;
import io.millsight.evaluation.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The measures on spoilt pictures, after those on the pictures as they are and what stands beside them. */
final class RobustnessTables {

    private static final String UNDISTURBED = "none";
    private static final List<String> NAMES = List.of("disturbance", "severity", "parameters");

    private RobustnessTables() {}

    /** A line of a table, whoever it is of. */
    private record Line(String disturbance, int severity, String parameters, Function<Measure, Estimate> estimates) {}

    /** For people: value and interval in one cell. */
    static Table of(EvaluationReport report) {
        List<Cell> header = new ArrayList<>(Cell.names(NAMES.toArray(String[]::new)));
        RobustnessGrid.MEASURES.forEach(
                measure -> header.add(Cell.text(SummaryTable.label(measure, report.evaluation()))));
        List<List<Cell>> rows = new ArrayList<>();
        for (Line line : lines(report)) {
            List<Cell> row = new ArrayList<>(names(line));
            RobustnessGrid.MEASURES.forEach(measure -> row.add(withInterval(line.estimates.apply(measure))));
            rows.add(row);
        }
        for (Anchor anchor : report.anchors()) {
            rows.add(row(anchor));
        }
        List<String> notes = report.baselines().isEmpty()
                ? List.of()
                : List.of("The rows named after a model or baseline are of the pictures as they are: "
                        + report.baselines().stream()
                                .map(baseline -> baseline.input().model() + " ["
                                        + baseline.input().scoreMode().key() + " scores]")
                                .collect(Collectors.joining("; ")));
        return new Table("On spoilt pictures", header, rows, notes);
    }

    /** For programs: only what was measured of the model, the ends of the intervals in columns of their own. */
    static Table exact(EvaluationReport report) {
        List<String> names = new ArrayList<>(NAMES);
        for (Measure measure : RobustnessGrid.MEASURES) {
            names.addAll(List.of(measure.key(), measure.key() + "_low", measure.key() + "_high"));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Line line : ofTheModel(report)) {
            List<Cell> row = new ArrayList<>(names(line));
            for (Measure measure : RobustnessGrid.MEASURES) {
                Estimate estimate = line.estimates.apply(measure);
                row.add(Cell.number(estimate.asOptional()));
                row.add(end(estimate, Interval::low));
                row.add(end(estimate, Interval::high));
            }
            rows.add(row);
        }
        return new Table("On spoilt pictures", Cell.names(names.toArray(String[]::new)), rows);
    }

    private static List<Line> ofTheModel(EvaluationReport report) {
        List<Line> lines = new ArrayList<>();
        Evaluation evaluation = report.evaluation();
        lines.add(new Line(UNDISTURBED, 0, "as they are", evaluation::estimate));
        for (RobustnessGrid.Row row : report.robustness().rows()) {
            lines.add(new Line(
                    row.severity().disturbance().key(),
                    row.severity().level(),
                    row.severity().parameters(),
                    row::estimate));
        }
        return lines;
    }

    private static List<Line> lines(EvaluationReport report) {
        List<Line> lines = new ArrayList<>(ofTheModel(report));
        for (Evaluation baseline : report.baselines()) {
            lines.add(new Line(baseline.input().model(), 0, "as they are", baseline::estimate));
        }
        return lines;
    }

    private static List<Cell> names(Line line) {
        return List.of(Cell.name(line.disturbance), Cell.count(line.severity), Cell.text(line.parameters));
    }

    private static List<Cell> row(Anchor anchor) {
        List<Cell> row =
                new ArrayList<>(List.of(Cell.text(anchor.label()), Cell.count(0), Cell.text("other pictures")));
        Map<Measure, Double> values = anchor.values();
        for (Measure measure : RobustnessGrid.MEASURES) {
            Double value = values.get(measure);
            row.add(value == null ? Cell.absent() : Cell.number(value));
        }
        return row;
    }

    private static Cell withInterval(Estimate estimate) {
        Cell value = Cell.number(estimate.asOptional());
        return SummaryTable.interval(estimate)
                .map(range -> new Cell(value.shown() + " [" + Cell.shown(range) + "]", value.exact(), true))
                .orElse(value);
    }

    private static Cell end(Estimate estimate, Function<Interval, Double> end) {
        return SummaryTable.interval(estimate)
                .map(range -> Cell.number(end.apply(range)))
                .orElseGet(Cell::absent);
    }
}
