package io.millsight.evaluation.report;

import io.millsight.evaluation.statistics.HitCounts;
import io.millsight.files.AtomicFile;
import io.millsight.image.Png;
import io.millsight.steel.InputException;
import io.millsight.steel.picture.ContactSheet;
import io.millsight.steel.picture.TypeColours;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a report into a folder: {@code metrics.json}, the tables as CSV, {@code predictions.json}, the figures as SVG and PNG,
 * the contact sheets as PNG, and {@code report.html}. Each file appears whole or not at all.
 */
public final class EvaluationFolder {

    /** The files that not every evaluation writes. */
    private static final String SOMETIMES = "{sheet_*.png,robustness.*}";

    private EvaluationFolder() {}

    /** Writes all files, replacing those of an earlier evaluation; the folder is made if needed. */
    public static void write(EvaluationReport report, Path folder) {
        List<Figure> figures = Figures.of(report);
        Map<String, byte[]> files = new LinkedHashMap<>();
        addTables(files, report);
        for (Figure figure : figures) {
            files.put(figure.name() + ".svg", figure.svg());
            files.put(figure.name() + ".png", figure.png());
        }
        for (Section section : report.exhibits().sections()) {
            for (Drawing drawing : section.drawings()) {
                files.put(drawing.name() + ".svg", drawing.svg());
                files.put(drawing.name() + ".png", drawing.png());
            }
        }
        files.put("report.html", utf8(HtmlReport.of(report, figures)));
        files.forEach((name, bytes) -> write(folder.resolve(name), bytes));
        Set<String> written = new HashSet<>(files.keySet());
        ContactSheet painter =
                new ContactSheet(new TypeColours(report.evaluation().input().types()));
        for (CaseSheet sheet : report.exhibits().sheets()) {
            String name = sheet.name() + ".png";
            write(folder.resolve(name), Png.encode(painter.draw(sheet.title(), sheet.tiles())));
            written.add(name);
        }
        deleteOthers(folder, written);
    }

    private static void addTables(Map<String, byte[]> files, EvaluationReport report) {
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
        if (report.hasRobustness()) {
            files.put("robustness.csv", utf8(RobustnessTables.exact(report).toCsv()));
        }
    }

    /** An earlier evaluation may have had more sheets, and spoilt pictures; beside the new numbers they would lie. */
    private static void deleteOthers(Path folder, Set<String> written) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SOMETIMES)) {
            for (Path file : files) {
                if (!written.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new InputException("cannot clear " + folder + " of an earlier evaluation's files (" + e + ")", e);
        }
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
