package io.millsight.evaluation.report;

import java.util.List;

/**
 * What a report shows beside the numbers.
 *
 * @param cases images on the page
 * @param sheets images in files of their own
 * @param sections further parts of the page
 */
public record Exhibits(List<CaseGroup> cases, List<CaseSheet> sheets, List<Section> sections) {

    /** Nothing but numbers. */
    public static final Exhibits NONE = new Exhibits(List.of(), List.of(), List.of());

    public Exhibits {
        cases = List.copyOf(cases);
        sheets = List.copyOf(sheets);
        sections = List.copyOf(sections);
    }
}
