package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Short phrases for people, one per defect and line: {@code scratches from x 10 to 20, y 0 to 199.} */
final class ReadableGrammar implements Grammar {

    private static final String CLEAN = "No defects.";

    private static final ReportTemplate FORM =
            ReportTemplate.of(CLEAN, "", "<type> from x <x1> to <x2>, y <y1> to <y2>.", "\n", "");

    /** The words of a type end at the first {@code from x} and cannot contain a line break. The full stop may be missing. */
    private static final Pattern PHRASE = Pattern.compile(
            "((?:(?! from x )[^\\n]){1,200}?) from x (\\d+) to (\\d+), y (\\d+) to (\\d+)(?:\\.|(?!\\d))");

    @Override
    public ReportTemplate form() {
        return FORM;
    }

    @Override
    public Reading read(String text) {
        if (text.strip().equalsIgnoreCase(CLEAN)) {
            return new Reading(List.of(), List.of(), true, List.of());
        }
        List<Statement> statements = new ArrayList<>();
        List<TextSpan> spans = new ArrayList<>();
        List<ReportProblem> problems = new ArrayList<>();
        Matcher matcher = PHRASE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            GrammarText.addLeftover(text.substring(end, matcher.start()), problems);
            end = matcher.end();
            spans.add(new TextSpan(matcher.start(), matcher.end()));
            statements.add(new Statement(
                    matcher.group(1).strip(),
                    new TextBox(number(matcher, 2), number(matcher, 4), number(matcher, 3), number(matcher, 5))));
        }
        GrammarText.addLeftover(text.substring(end), problems);
        return new Reading(statements, spans, false, problems);
    }

    private static double number(Matcher matcher, int group) {
        return Double.parseDouble(matcher.group(group));
    }

    @Override
    public String prompt(List<DefectType> types) {
        return "List the defects of this steel surface, each with its region in pixels. The types are "
                + GrammarText.list(types) + ".";
    }

    /** Returns whether a text is written in this dialect rather than in the paper's. */
    static boolean wrote(String text) {
        return text.strip().equalsIgnoreCase(CLEAN) || PHRASE.matcher(text).find();
    }
}
