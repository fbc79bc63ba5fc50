package io.millsight.evaluation.report;

import io.millsight.evaluation.statistics.HitCounts;
import io.millsight.files.AtomicFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a report into a folder: {@code metrics.json}, the tables as CSV, {@code predictions.json}, the figures as SVG and PNG, and
 * {@code report.html}. Each file appears whole or not at all.
 */
public final class EvaluationFolder {

    private EvaluationFolder() {}

    /** Writes all files, replacing those of an earlier evaluation; the folder is made if needed. */
    public static void write(EvaluationReport report, Path folder) {
        List<Figure> figures = Figures.of(report.evaluation());
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("metrics.json", utf8(MetricsJson.of(report)));
        files.put("metrics.csv", utf8(SummaryTable.exact(report).toCsv()));
        files.put("per_class.csv", utf8(report.perType().toCsv()));
        files.put("per_image.csv", utf8(report.perImage().toCsv()));
        files.put(
                "predictions.json", utf8(PredictionsJson.of(report.evaluation().input())));
        files.put("pr.csv", utf8(report.precisionByRecall().toCsv()));
        files.put("f1_conf.csv", utf8(report.byConfidence("f1", HitCounts::f1).toCsv()));
        files.put(
                "p_conf.csv",
                utf8(report.byConfidence("precision", HitCounts::precision).toCsv()));
        files.put(
                "r_conf.csv",
                utf8(report.byConfidence("recall", HitCounts::recall).toCsv()));
        files.put("confusion.csv", utf8(report.confusion().toCsv()));
        files.put("type_confusion.csv", utf8(report.typeConfusion().toCsv()));
        files.put("reliability.csv", utf8(report.calibration().toCsv()));
        for (Figure figure : figures) {
            files.put(figure.name() + ".svg", figure.svg());
            files.put(figure.name() + ".png", figure.png());
        }
        files.put("report.html", utf8(HtmlReport.of(report, figures)));
        files.forEach((name, bytes) -> write(folder.resolve(name), bytes));
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, bytes);
        } catch (IOException e) {
            throw new InputException(
                    "cannot write " + file + " (" + e
                            + "); choose a folder on a disk with space that may be written to",
                    e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
