package io.millsight.steel.report;

import io.millsight.steel.Defect;
import java.util.List;

/**
 * Writes the target report of an image, which the model should learn to answer.
 *
 * @param dialect dialect of the report
 * @param order order of the defects
 */
public record ReportWriter(ReportDialect dialect, BoxOrder order) {

    /** Writes one report about all defects of an image. Without defects, it says that the surface is clean. */
    public String write(List<Defect> defects, CoordinateFrame frame) {
        return dialect.grammar()
                .write(order.sort(defects, Defect::box).stream()
                        .map(defect -> new Statement(defect.type().words(), frame.toText(defect.box())))
                        .toList());
    }
}
