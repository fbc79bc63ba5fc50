package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.stream.Collectors;

/** How one dialect puts statements into words and finds them again. It knows nothing of images, sizes or which types exist. */
interface Grammar {

    ReportTemplate form();

    /** A type's words as they stand in a statement. */
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
     * What the text says.
     *
     * @param spans where in the text each of the statements stands
     * @param clean whether the text says that there is nothing, and nothing else
     */
    record Reading(List<Statement> statements, List<TextSpan> spans, boolean clean, List<ReportProblem> problems) {}
}
