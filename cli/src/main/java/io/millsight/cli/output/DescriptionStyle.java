package io.millsight.cli.output;

import io.millsight.inspection.Inspection;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ReportDialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all images of one description have in common.
 *
 * @param types types of the model; their order gives the category ids
 * @param ownDialect dialect in which the model answers
 * @param chosenDialect dialect in which reports are written; null for the model's own words
 * @param minScore defects with a lower score are not reported
 * @param caveats what a reader has to know about the model, as sentences without a full stop
 */
public record DescriptionStyle(
        List<DefectType> types,
        ReportDialect ownDialect,
        @Nullable ReportDialect chosenDialect,
        double minScore,
        List<String> caveats) {

    public DescriptionStyle {
        types = List.copyOf(types);
        caveats = List.copyOf(caveats);
    }

    /**
     * Returns the report about an image. It is the model's own answer, unless a dialect was chosen or a score threshold
     * may have removed defects: then the report is written from the reported boxes.
     */
    String report(Inspection inspection) {
        if (chosenDialect == null && minScore == 0) {
            return inspection.answer();
        }
        return inspection.report(chosenDialect == null ? ownDialect : chosenDialect);
    }
}
