package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.regex.Pattern;

/**
 * English sentences, one per defect and line.
 *
 * <p>Source: the pattern that the paper uses to read its model's answers, {@code has a (.+) in the region from X
 * coordinates (\d+) to (\d+) and Y coordinates (\d+) to (\d+) Defects.}
 */
final class PaperGrammar implements Grammar {

    private static final String CLEAN = "The steel surface has no defects.";

    private static final ReportTemplate FORM = ReportTemplate.of(
            CLEAN,
            "",
            "The steel surface has a <type> in the region from X coordinates <x1> to <x2> and Y coordinates <y1> to <y2> Defects.",
            "\n",
            "");

    /** The paper's pattern, but the words of a type cannot contain the start of another sentence. */
    private static final Pattern SENTENCE = Pattern.compile(
            "(?:The steel surface )?has a ((?:(?!has a )[^\\n]){1,100}?)"
                    + " in the region from X coordinates (\\d+) to (\\d+) and Y coordinates (\\d+) to (\\d+) Defects\\.");

    @Override
    public ReportTemplate form() {
        return FORM;
    }

    @Override
    public Reading read(String text) {
        return GrammarText.readSentences(text, CLEAN, SENTENCE);
    }

    @Override
    public String prompt(List<DefectType> types) {
        return "Which defects does this steel surface have, and in which region is each of them? The types are "
                + GrammarText.list(types) + ".";
    }
}
