package io.millsight.cli;

import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** The verdict, a line for each defect, and the model's own words. */
record TextDescriptions(PrintWriter out) implements DescriptionWriter {

    @Override
    public void write(Path image, Inspection inspection) {
        out.printf(
                Locale.ROOT,
                "%s: %s%s (%.2f s)%n",
                image,
                inspection.verdict(),
                inspection.truncated() ? ", cut off at the limit of tokens" : "",
                inspection.duration().toNanos() / 1e9);
        for (InspectedDefect defect : inspection.defects()) {
            out.printf(
                    Locale.ROOT,
                    "  %-16s x %.0f..%.0f, y %.0f..%.0f, confidence %.2f%n",
                    defect.type().words(),
                    defect.box().xMin(),
                    defect.box().xMax(),
                    defect.box().yMin(),
                    defect.box().yMax(),
                    defect.confidence());
        }
        inspection.answer().lines().forEach(line -> out.println("  > " + line));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
