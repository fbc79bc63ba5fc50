package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;

/**
 * What a report may say.
 *
 * @param dialect the language
 * @param types the types that it may name
 * @param frame whose pixels its numbers count: they lie within it
 * @param maximumStatements the most defects that it may state
 */
public record ReportRules(ReportDialect dialect, List<DefectType> types, CoordinateFrame frame, int maximumStatements) {

    public ReportRules {
        types = List.copyOf(types);
        if (maximumStatements < 0) {
            throw new IllegalArgumentException("a report cannot have " + maximumStatements + " statements");
        }
    }

    ReportTemplate form() {
        return dialect.grammar().form();
    }

    /** The words for a type as they stand in the report. */
    String words(int type) {
        return dialect.grammar().spell(types.get(type).words());
    }
}
