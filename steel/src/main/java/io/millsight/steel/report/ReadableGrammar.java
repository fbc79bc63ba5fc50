package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.regex.Pattern;

/** Short phrases for people, one per defect and line: {@code scratches from x 10 to 20, y 0 to 199.} */
final class ReadableGrammar implements Grammar {

    private static final String CLEAN = "No defects.";

    private static final ReportTemplate FORM =
            ReportTemplate.of(CLEAN, "", "<type> from x <x1> to <x2>, y <y1> to <y2>.", "\n", "");

    /** The words of a type end at the first {@code from x} and cannot contain a line break. The full stop may be missing. */
    private static final Pattern PHRASE = Pattern.compile(
            "(\\S(?:(?! from x )[^\\n]){0,199}?) from x (\\d+) to (\\d+), y (\\d+) to (\\d+)(?:\\.|(?!\\d))");

    @Override
    public ReportTemplate form() {
        return FORM;
    }

    @Override
    public Reading read(String text) {
        return GrammarText.readSentences(text, CLEAN, PHRASE);
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
