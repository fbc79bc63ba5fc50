package io.millsight.evaluation.report;

import java.util.List;

/**
 * Section of the page beside the evaluation: audit of the dataset, training settings, further limits.
 *
 * @param title title of the section
 * @param paragraphs plain text
 * @param tables tables below the text
 * @param drawings figures below the tables
 */
public record ReportSection(
        String title, List<String> paragraphs, List<ReportTable> tables, List<ReportFigure> drawings) {

    /** Creates a section without figures. */
    public ReportSection(String title, List<String> paragraphs, List<ReportTable> tables) {
        this(title, paragraphs, tables, List.of());
    }

    public ReportSection {
        drawings = List.copyOf(drawings);
        paragraphs = List.copyOf(paragraphs);
        tables = List.copyOf(tables);
    }
}
