package io.millsight.steel.report;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ParsedReport.Status;
import io.millsight.steel.report.ReportProblem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses the report of a model into defects in pixels of the original image. Accepts any text.
 *
 * @param dialect dialect that the model was asked for
 * @param types types that the model was told about
 */
public record ReportParser(ReportDialect dialect, List<DefectType> types) {

    public ReportParser {
        types = List.copyOf(types);
    }

    /** Parses a report. Never fails: an unreadable text has the status {@link Status#UNPARSABLE}. */
    public ParsedReport parse(String text, CoordinateFrame frame) {
        Grammar.Reading reading = dialect.grammar().read(text);
        List<ReportProblem> problems = new ArrayList<>(reading.problems());
        List<Defect> defects = new ArrayList<>();
        List<TextSpan> spans = new ArrayList<>();
        for (int i = 0; i < reading.statements().size(); i++) {
            Statement statement = reading.statements().get(i);
            BoundingBox box = box(statement.box(), frame, problems);
            DefectType type = type(statement.words(), problems);
            if (box != null && type != null) {
                defects.add(new Defect(type, box));
                spans.add(reading.spans().get(i));
            }
        }
        Status status = !defects.isEmpty() ? Status.DEFECTS : reading.clean() ? Status.CLEAN : Status.UNPARSABLE;
        return new ParsedReport(status, defects, spans, problems);
    }

    private @Nullable DefectType type(String words, List<ReportProblem> problems) {
        Optional<DefectType> known = DefectType.find(words, types);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            DefectType invented = new DefectType(words.strip().replace(' ', '_').toLowerCase(Locale.ROOT));
            problems.add(new ReportProblem(Kind.UNKNOWN_TYPE, words));
            return invented;
        } catch (IllegalArgumentException e) {
            problems.add(new ReportProblem(Kind.MALFORMED, GrammarText.shorten(words)));
            return null;
        }
    }

    private static @Nullable BoundingBox box(TextBox stated, CoordinateFrame frame, List<ReportProblem> problems) {
        TextBox ordered = new TextBox(
                Math.min(stated.x1(), stated.x2()),
                Math.min(stated.y1(), stated.y2()),
                Math.max(stated.x1(), stated.x2()),
                Math.max(stated.y1(), stated.y2()));
        if (!ordered.equals(stated)) {
            problems.add(new ReportProblem(Kind.UNORDERED, numbers(stated)));
        }
        TextBox inside = new TextBox(
                clamp(ordered.x1(), frame.width()),
                clamp(ordered.y1(), frame.height()),
                clamp(ordered.x2(), frame.width()),
                clamp(ordered.y2(), frame.height()));
        if (!inside.equals(ordered)) {
            problems.add(new ReportProblem(Kind.OUT_OF_RANGE, numbers(stated)));
        }
        if (inside.x1() >= inside.x2() || inside.y1() >= inside.y2()) {
            problems.add(new ReportProblem(Kind.EMPTY_BOX, numbers(stated)));
            return null;
        }
        return frame.toOriginal(inside);
    }

    private static double clamp(double value, int size) {
        return Math.min(Math.max(value, 0), size);
    }

    private static String numbers(TextBox box) {
        return String.format(Locale.ROOT, "x %.0f..%.0f, y %.0f..%.0f", box.x1(), box.x2(), box.y1(), box.y2());
    }
}
