package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.stream.Collectors;

/** Writes and reads the statements of one dialect. Does not know images, sizes or valid types. */
interface Grammar {

    ReportTemplate form();

    /** Returns the words of a type as they are written in a statement, with escapes if needed. */
    default String spell(String words) {
        return words;
    }

    default String write(List<Statement> statements) {
        if (statements.isEmpty()) {
            return form().clean();
        }
        return statements.stream()
                .map(statement -> form().write(spell(statement.words()), statement.box()))
                .collect(Collectors.joining(form().separator(), form().start(), form().end()));
    }

    Reading read(String text);

    String prompt(List<DefectType> types);

    /**
     * Result of reading a text.
     *
     * @param spans position of each statement in the text
     * @param clean whether the text says that there are no defects, and nothing else
     */
    record Reading(List<Statement> statements, List<TextSpan> spans, boolean clean, List<ReportProblem> problems) {}
}
