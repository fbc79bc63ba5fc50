package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportWriter;
import java.util.List;

/**
 * Settings for writing a dataset as conversations.
 *
 * @param report writer of the answers, in pixels of the original image
 * @param prompt the question
 * @param copiesImages whether to copy the images beside the text instead of naming their paths
 */
public record ConversationStyle(ReportWriter report, String prompt, boolean copiesImages) {

    /** Returns the style in Qwen's grounding format, ordered by position, with copies of the images. */
    public static ConversationStyle of(List<DefectType> types) {
        return of(types, ReportDialect.QWEN_JSON);
    }

    /** Returns the style in a dialect with its default prompt, ordered by position, with copies of the images. */
    public static ConversationStyle of(List<DefectType> types, ReportDialect dialect) {
        return new ConversationStyle(new ReportWriter(dialect, BoxOrder.POSITION), dialect.prompt(types), true);
    }

    /** Returns the same style without copies of the images. */
    public ConversationStyle withoutCopies() {
        return new ConversationStyle(report, prompt, false);
    }
}
