package io.millsight.evaluation.report;

import java.util.List;

/**
 * Content of a report beside the numbers.
 *
 * @param context date, run and cautions
 * @param cases images on the page
 * @param sheets images in separate files
 * @param sections further sections of the page
 */
public record ReportAttachments(
        ReportContext context, List<CaseGroup> cases, List<CaseSheet> sheets, List<ReportSection> sections) {

    /** Numbers only. */
    public static final ReportAttachments NONE =
            new ReportAttachments(ReportContext.UNKNOWN, List.of(), List.of(), List.of());

    public ReportAttachments {
        cases = List.copyOf(cases);
        sheets = List.copyOf(sheets);
        sections = List.copyOf(sections);
    }
}
