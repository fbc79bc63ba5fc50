package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.stream.Collectors;

/** Helpers for the grammars. */
final class GrammarText {

    private static final int SHOWN = 80;

    private GrammarText() {}

    /** Adds a problem for text that belongs to no statement, unless it is blank. */
    static void addLeftover(String text, List<ReportProblem> problems) {
        if (!text.isBlank()) {
            problems.add(new ReportProblem(ReportProblem.Kind.LEFTOVER_TEXT, shorten(text)));
        }
    }

    static String shorten(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    static String list(List<DefectType> types) {
        return types.stream().map(DefectType::words).collect(Collectors.joining(", "));
    }
}
