package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Measure;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code metrics.json} with all measures for programs. A measure without value has {@code null} and a {@code
 * reason}.
 */
final class MetricsJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MetricsJson() {}

    static String of(EvaluationReport report) {
        Evaluation evaluation = report.evaluation();
        EvaluationInput input = evaluation.input();
        ObjectNode root = JSON.createObjectNode();
        root.put("model", input.model());
        root.putObject("split")
                .put("dataset", input.split().dataset())
                .put("name", input.split().name())
                .put("hash", input.split().hash());
        root.put("images", input.images().size());
        root.put("clean_images", evaluation.cleanOrDefective().cleanImages());
        root.put("defective_images", evaluation.cleanOrDefective().defectiveImages());
        root.put("groups", evaluation.groups());
        root.put("score_mode", input.scoreMode().key());
        root.putObject("settings")
                .put("tokenization", evaluation.settings().tokenization().key())
                .put("minimal_iou", evaluation.settings().minimalIou())
                .put("min_score", evaluation.settings().scoreThreshold())
                .put("resamples", evaluation.settings().resamples())
                .put("seed", evaluation.settings().seed());
        evaluation.whyNoIntervals().ifPresent(reason -> root.put("why_no_intervals", reason));
        ArrayNode caveats = root.putArray("caveats");
        report.caveats().forEach(caveats::add);
        addEstimates(root.putObject("metrics"), evaluation);
        ObjectNode baselines = root.putObject("baselines");
        report.baselines()
                .forEach(baseline ->
                        addEstimates(baselines.putObject(baseline.input().model()), baseline));
        ObjectNode publishedResults = root.putObject("published_results");
        for (PublishedResult published : report.publishedResults()) {
            ObjectNode node = publishedResults.putObject(published.label());
            published.values().forEach((measure, value) -> node.put(measure.key(), value));
        }
        addTable(root.putArray("per_class"), report.perType());
        if (report.hasRobustness()) {
            addTable(root.putArray("robustness"), RobustnessTables.exact(report));
        }
        addTable(root.putArray("clean_or_defective"), report.cleanOrDefective());
        addTable(root.putArray("operating_points"), report.operatingPoints());
        addMatrix(root.putObject("confusion"), report.confusion());
        addMatrix(root.putObject("type_confusion"), report.typeConfusion());
        addTable(root.putArray("calibration"), report.calibration());
        FormerMetricKeys.addTo(root);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void addEstimates(ObjectNode node, Evaluation evaluation) {
        for (Measure measure : Measure.values()) {
            ObjectNode entry = node.putObject(measure.key());
            Estimate estimate = evaluation.estimate(measure);
            if (estimate instanceof Estimate.Known known) {
                entry.put("value", known.value());
                known.interval()
                        .ifPresentOrElse(
                                interval -> entry.put("low", interval.low()).put("high", interval.high()),
                                () -> entry.putNull("low").putNull("high"));
            } else if (estimate instanceof Estimate.Unknown unknown) {
                entry.putNull("value").put("reason", unknown.reason());
            }
            entry.put("better", measure.better().name().toLowerCase(Locale.ROOT));
        }
    }

    /** Adds one object per row. A missing value is {@code null}. */
    private static void addTable(ArrayNode array, ReportTable table) {
        for (List<TableCell> row : table.rows()) {
            ObjectNode node = array.addObject();
            for (int column = 0; column < row.size(); column++) {
                addCell(node, table.header().get(column).exact(), row.get(column));
            }
        }
    }

    private static void addCell(ObjectNode node, String name, TableCell cell) {
        if (!cell.number()) {
            node.put(name, cell.exact());
        } else if (cell.exact().isEmpty()) {
            node.putNull(name);
        } else {
            node.set(name, JSON.readTree(cell.exact()));
        }
    }

    private static void addMatrix(ObjectNode node, ReportTable table) {
        ArrayNode rows = node.putArray("rows");
        ArrayNode columns = node.putArray("columns");
        table.header().stream().skip(1).forEach(name -> columns.add(name.exact()));
        ArrayNode matrix = node.putArray("matrix");
        for (List<TableCell> row : table.rows()) {
            rows.add(row.get(0).shown());
            ArrayNode counts = matrix.addArray();
            row.stream().skip(1).forEach(cell -> counts.add(Long.parseLong(cell.exact())));
        }
    }
}
