package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;

/** How one dialect puts statements into words and finds them again. It knows nothing of images, sizes or which types exist. */
interface Grammar {

    String write(List<Statement> statements);

    Reading read(String text);

    String prompt(List<DefectType> types);

    /**
     * What the text says.
     *
     * @param spans where in the text each of the statements stands
     * @param clean whether the text says that there is nothing, and nothing else
     */
    record Reading(List<Statement> statements, List<TextSpan> spans, boolean clean, List<Note> notes) {}
}
