package io.millsight.cli.output;

import io.millsight.files.MessageText;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Verdict;
import io.millsight.steel.DefectType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes for people: the verdict with the number of defects by type, a line per defect by falling score, notes, and the
 * report. Names and words that would steer a terminal are spelled out.
 */
final class TextDescriptions implements DescriptionWriter {

    /** Number of defects of an image that are listed. A large picture can have hundreds. */
    private static final int LISTED = 10;

    private final PrintWriter out;
    private final DescriptionStyle style;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);

    TextDescriptions(PrintWriter out, DescriptionStyle style) {
        this.out = out;
        this.style = style;
    }

    @Override
    public void described(Path image, Inspection inspection) {
        verdicts.merge(inspection.verdict(), 1, Integer::sum);
        out.printf(
                Locale.ROOT,
                "%s: %s%s%s (%.2f s)%n",
                MessageText.printable(image.toString()),
                inspection.verdict(),
                inspection.truncated() ? ", cut off at the limit of tokens" : "",
                byType(inspection.defects()),
                inspection.duration().toNanos() / 1e9);
        List<InspectedDefect> ranked = inspection.defects().stream()
                .sorted(Comparator.comparingDouble(InspectedDefect::score).reversed())
                .toList();
        ranked.stream().limit(LISTED).forEach(this::print);
        boolean many = ranked.size() > LISTED;
        if (many) {
            out.println("  … and " + (ranked.size() - LISTED) + " more with lower scores; --format csv lists all");
        }
        inspection.notes().stream()
                .distinct() // several views have the same faults
                .forEach(note ->
                        out.println("  note: " + words(note.kind()) + ": " + MessageText.printable(note.text())));
        inspection.caveats().forEach(caveat -> out.println("  note: " + caveat.text()));
        if (!many) {
            style.report(inspection).lines().forEach(line -> out.println("  > " + MessageText.printable(line)));
        }
        out.flush();
    }

    /** Returns the number of defects of each type, the most frequent type first. */
    private static String byType(List<InspectedDefect> defects) {
        Map<DefectType, Long> counts = defects.stream()
                .collect(Collectors.groupingBy(InspectedDefect::type, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<DefectType, Long>comparingByValue().reversed())
                .map(entry -> ", " + MessageText.printable(entry.getKey().words()) + " " + entry.getValue())
                .collect(Collectors.joining());
    }

    private void print(InspectedDefect defect) {
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

    private static String words(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The reason stands on the error stream. */
    @Override
    public void failed(Path image, String reason) {
        verdicts.merge(Verdict.UNDETERMINED, 1, Integer::sum);
        out.println(MessageText.printable(image.toString()) + ": " + Verdict.UNDETERMINED + ", could not be described");
        out.flush();
    }

    /** Sums up the verdicts of several images. */
    @Override
    public void finish() {
        int images = verdicts.values().stream().mapToInt(Integer::intValue).sum();
        if (images > 1) {
            out.printf(
                    Locale.ROOT,
                    "%d images: %d with defects, %d clean, %d undetermined%n",
                    images,
                    verdicts.getOrDefault(Verdict.DEFECTS, 0),
                    verdicts.getOrDefault(Verdict.CLEAN, 0),
                    verdicts.getOrDefault(Verdict.UNDETERMINED, 0));
        }
        out.flush();
    }
}
