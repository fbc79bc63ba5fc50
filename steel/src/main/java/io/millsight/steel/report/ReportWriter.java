package io.millsight.steel.report;

import io.millsight.steel.Defect;
import java.util.List;

/**
 * Writes the report that a model should give about a surface.
 *
 * @param dialect the language
 * @param order in which the defects are named
 */
public record ReportWriter(ReportDialect dialect, BoxOrder order) {

    /** One report about all defects of an image; without any it says that the surface is clean. */
    public String write(List<Defect> defects, CoordinateFrame frame) {
        return dialect.grammar()
                .write(order.sort(defects, Defect::box).stream()
                        .map(defect -> new Statement(defect.type().words(), frame.toText(defect.box())))
                        .toList());
    }
}
