package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Helpers for the grammars. */
final class GrammarText {

    private static final int SHOWN = 80;

    private GrammarText() {}

    /**
     * Reads an answer of sentences.
     *
     * @param clean the sentence about a surface without defects
     * @param sentence pattern of a sentence about one defect, with groups for the type, the first and the last column,
     *     the first and the last row
     */
    static Grammar.Reading readSentences(String text, String clean, Pattern sentence) {
        if (text.strip().equalsIgnoreCase(clean)) {
            return new Grammar.Reading(List.of(), List.of(), true, List.of());
        }
        List<Statement> statements = new ArrayList<>();
        List<TextSpan> spans = new ArrayList<>();
        List<ReportProblem> problems = new ArrayList<>();
        Matcher matcher = sentence.matcher(text);
        int end = 0;
        while (matcher.find()) {
            addLeftover(text.substring(end, matcher.start()), problems);
            end = matcher.end();
            spans.add(new TextSpan(matcher.start(), matcher.end()));
            statements.add(new Statement(
                    matcher.group(1),
                    new TextBox(number(matcher, 2), number(matcher, 4), number(matcher, 3), number(matcher, 5))));
        }
        addLeftover(text.substring(end), problems);
        return new Grammar.Reading(statements, spans, false, problems);
    }

    private static double number(Matcher matcher, int group) {
        return Double.parseDouble(matcher.group(group));
    }

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
