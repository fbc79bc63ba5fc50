package io.millsight.evaluation.report;

import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.files.AtomicFile;
import io.millsight.files.AtomicFolder;
import io.millsight.files.InputFile;
import io.millsight.files.ListedFiles;
import io.millsight.image.PngEncoder;
import io.millsight.image.plot.PngPlot;
import io.millsight.image.plot.SvgPlot;
import io.millsight.steel.InputException;
import io.millsight.steel.picture.ContactSheet;
import io.millsight.steel.picture.TypeColours;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a report into a folder: {@code metrics.json}, the tables as CSV, {@code predictions.json}, the figures as SVG
 * and PNG, the contact sheets as PNG, and {@code report.html}. The report appears as a whole and replaces an earlier
 * one. Other files of the folder are not touched.
 */
public final class EvaluationFolder {

    /** Names of the files that an evaluation writes. */
    public static final ListedFiles FILES = new ListedFiles(
            "millsight evaluate",
            Pattern.compile("report\\.html|(metrics|predictions)\\.json"
                    + "|(metrics|clean_or_defective|operating_points|per_class|per_image|pr|[fpr]1?_conf|confusion|type_confusion|reliability|robustness)\\.csv"
                    + "|(clean_or_defective|operating_points|pr|f1_conf|confusion|confusion_normalised|reliability|robustness|loss)\\.(svg|png)"
                    + "|sheet_\\w+\\.png"));

    private EvaluationFolder() {}

    /**
     * Writes all files and replaces those of an earlier evaluation. Creates the folder if needed.
     *
     * @throws InputException if the folder contains other files in their place, or cannot be written; nothing has
     *     changed
     */
    public static void write(EvaluationReport report, Path folder) {
        write(FILES, folder, staged -> write(staged, report));
    }

    /** Writes a set of files. */
    static void write(ListedFiles files, Path folder, AtomicFolder.Content content) {
        try {
            files.write(folder, content);
        } catch (FileAlreadyExistsException e) {
            throw new InputException(e.getFile() + ": " + InputFile.reason(e), e);
        } catch (IOException e) {
            throw new InputException(
                    "cannot write the report into " + folder + " (" + InputFile.reason(e)
                            + "); choose a folder on a disk with space that may be written to",
                    e);
        }
    }

    private static void write(Path staged, EvaluationReport report) throws IOException {
        List<ReportFigure> figures = ReportFigures.of(report);
        Map<String, byte[]> files = new LinkedHashMap<>();
        addTables(files, report);
        for (ReportFigure figure : figures) {
            add(files, figure);
        }
        for (ReportSection section : report.attachments().sections()) {
            for (ReportFigure drawing : section.drawings()) {
                add(files, drawing);
            }
        }
        files.put("report.html", utf8(HtmlReport.of(report, figures)));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            AtomicFile.write(staged.resolve(file.getKey()), file.getValue());
        }
        ContactSheet painter =
                new ContactSheet(new TypeColours(report.evaluation().input().types()));
        for (CaseSheet sheet : report.attachments().sheets()) {
            AtomicFile.write(
                    staged.resolve(sheet.name() + ".png"),
                    PngEncoder.encode(painter.draw(sheet.heading(), sheet.tiles())));
        }
    }

    private static void add(Map<String, byte[]> files, ReportFigure figure) {
        files.put(figure.name() + ".svg", SvgPlot.file(figure.plot()));
        files.put(figure.name() + ".png", PngEncoder.encode(PngPlot.draw(figure.plot())));
    }

    private static void addTables(Map<String, byte[]> files, EvaluationReport report) {
        files.put("metrics.json", utf8(MetricsJson.of(report)));
        files.put("metrics.csv", utf8(SummaryTable.exact(report).toCsv()));
        files.put("clean_or_defective.csv", utf8(report.cleanOrDefective().toCsv()));
        files.put("operating_points.csv", utf8(report.operatingPoints().toCsv()));
        files.put("per_class.csv", utf8(report.perType().toCsv()));
        files.put("per_image.csv", utf8(report.perImage().toCsv()));
        files.put(
                "predictions.json", utf8(PredictionsJson.of(report.evaluation().input())));
        files.put("pr.csv", utf8(report.precisionByRecall().toCsv()));
        files.put("f1_conf.csv", utf8(report.byThreshold("f1", MatchCounts::f1).toCsv()));
        files.put(
                "p_conf.csv",
                utf8(report.byThreshold("precision", MatchCounts::precision).toCsv()));
        files.put(
                "r_conf.csv",
                utf8(report.byThreshold("recall", MatchCounts::recall).toCsv()));
        files.put("confusion.csv", utf8(report.confusion().toCsv()));
        files.put("type_confusion.csv", utf8(report.typeConfusion().toCsv()));
        files.put("reliability.csv", utf8(report.calibration().toCsv()));
        if (report.hasRobustness()) {
            files.put("robustness.csv", utf8(RobustnessTables.exact(report).toCsv()));
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
