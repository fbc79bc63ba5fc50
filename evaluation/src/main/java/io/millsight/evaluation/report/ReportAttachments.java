package io.millsight.evaluation.report;

import java.util.List;

/**
 * What a report shows beside the numbers.
 *
 * @param cases images on the page
 * @param sheets images in files of their own
 * @param sections further parts of the page
 */
public record ReportAttachments(List<CaseGroup> cases, List<CaseSheet> sheets, List<ReportSection> sections) {

    /** Nothing but numbers. */
    public static final ReportAttachments NONE = new ReportAttachments(List.of(), List.of(), List.of());

    public ReportAttachments {
        cases = List.copyOf(cases);
        sheets = List.copyOf(sheets);
        sections = List.copyOf(sections);
    }
}
