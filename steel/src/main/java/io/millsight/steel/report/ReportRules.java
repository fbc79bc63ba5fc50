package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.List;

/**
 * Rules for the content of a report.
 *
 * @param dialect dialect of the report
 * @param types types that the report may name
 * @param frame coordinate frame of the numbers, which lie inside it
 * @param maximumStatements largest number of defects in the report
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

    /** Returns the words of a type as they are written in the report. */
    String words(int type) {
        return dialect.grammar().spell(types.get(type).words());
    }
}
