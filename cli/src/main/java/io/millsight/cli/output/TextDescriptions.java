package io.millsight.cli.output;

import io.millsight.files.MessageText;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** The verdict, a line for each defect, what was wrong, and the model's own words. Names and words that would steer a terminal are spelled out. */
record TextDescriptions(PrintWriter out) implements DescriptionWriter {

    @Override
    public void described(Path image, Inspection inspection) {
        out.printf(
                Locale.ROOT,
                "%s: %s%s (%.2f s)%n",
                MessageText.printable(image.toString()),
                inspection.verdict(),
                inspection.truncated() ? ", cut off at the limit of tokens" : "",
                inspection.duration().toNanos() / 1e9);
        for (InspectedDefect defect : inspection.defects()) {
            out.printf(
                    Locale.ROOT,
                    "  %-16s x %.0f..%.0f, y %.0f..%.0f, score %.2f%n",
                    MessageText.printable(defect.type().words()),
                    defect.box().xMin(),
                    defect.box().xMax(),
                    defect.box().yMin(),
                    defect.box().yMax(),
                    defect.score());
        }
        inspection.notes().stream()
                .distinct() // several views have the same faults
                .forEach(note ->
                        out.println("  note: " + words(note.kind()) + ": " + MessageText.printable(note.text())));
        inspection.caveats().forEach(caveat -> out.println("  note: " + caveat.text()));
        inspection.answer().lines().forEach(line -> out.println("  > " + MessageText.printable(line)));
        out.flush();
    }

    private static String words(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The reason stands on the error stream. */
    @Override
    public void failed(Path image, String reason) {
        out.println(MessageText.printable(image.toString()) + ": " + Verdict.UNDETERMINED + ", could not be described");
        out.flush();
    }

    @Override
    public void finish() {
        out.flush();
    }
}
