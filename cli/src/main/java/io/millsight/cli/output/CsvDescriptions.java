package io.millsight.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.millsight.image.ImageSize;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes RFC 4180 CSV with a header: one row per defect, and one row with an empty type for an image without reported
 * defects. Boxes are in pixels of the original image. An apostrophe precedes a text that a spreadsheet would take for a
 * formula.
 */
final class CsvDescriptions implements DescriptionWriter {

    private static final List<String> HEADER = List.of(
            "image", "verdict", "type", "x_min", "y_min", "x_max", "y_max", "score", "width", "height", "seconds");

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final PrintWriter out;
    private boolean begun;

    CsvDescriptions(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void described(Path image, Inspection inspection) {
        double seconds = inspection.duration().toNanos() / 1e9;
        if (inspection.defects().isEmpty()) {
            print(row(image, inspection.verdict(), null, inspection.size(), seconds));
        }
        for (InspectedDefect defect : inspection.defects()) {
            print(row(image, inspection.verdict(), defect, inspection.size(), seconds));
        }
    }

    @Override
    public void failed(Path image, String reason) {
        print(row(image, Verdict.UNDETERMINED, null, null, 0));
    }

    private static List<String> row(
            Path image, Verdict verdict, @Nullable InspectedDefect defect, @Nullable ImageSize size, double seconds) {
        return List.of(
                plain(image.toString()),
                verdict.name(),
                defect == null ? "" : plain(defect.type().name()),
                defect == null ? "" : Double.toString(defect.box().xMin()),
                defect == null ? "" : Double.toString(defect.box().yMin()),
                defect == null ? "" : Double.toString(defect.box().xMax()),
                defect == null ? "" : Double.toString(defect.box().yMax()),
                defect == null ? "" : Double.toString(defect.score()),
                size == null ? "" : Integer.toString(size.width()),
                size == null ? "" : Integer.toString(size.height()),
                Double.toString(seconds));
    }

    private static String plain(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private void print(List<String> row) {
        if (!begun) {
            begun = true;
            printLine(HEADER);
        }
        printLine(row);
    }

    private void printLine(List<String> row) {
        StringWriter line = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(line)) {
            csv.writeRecord(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text in memory does not fail
        }
        out.print(line);
        out.flush();
    }

    @Override
    public void finish() {
        if (!begun) {
            printLine(HEADER);
        }
    }
}
