package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportWriter;
import java.util.List;

/**
 * How a dataset becomes conversations.
 *
 * @param report the language and order of the answers, whose numbers are pixels of the original image
 * @param prompt the question
 * @param copiesImages whether the images are copied beside the text, or named where they are
 */
public record ConversationStyle(ReportWriter report, String prompt, boolean copiesImages) {

    /** Qwen's own grounding format, from left to right, with copies of the images. */
    public static ConversationStyle of(List<DefectType> types) {
        return of(types, ReportDialect.QWEN_JSON);
    }

    /** A dialect and its own question, from left to right, with copies of the images. */
    public static ConversationStyle of(List<DefectType> types, ReportDialect dialect) {
        return new ConversationStyle(new ReportWriter(dialect, BoxOrder.POSITION), dialect.prompt(types), true);
    }

    /** The same with images named where they are. */
    public ConversationStyle withoutCopies() {
        return new ConversationStyle(report, prompt, false);
    }
}
