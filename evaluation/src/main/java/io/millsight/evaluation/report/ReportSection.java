package io.millsight.evaluation.report;

import java.util.List;

/**
 * A part of the page that the evaluation itself does not know: the audit of the dataset, the settings of the training, more limits.
 *
 * @param paragraphs plain text
 */
public record ReportSection(
        String title, List<String> paragraphs, List<ReportTable> tables, List<ReportFigure> drawings) {

    /** A part without drawings. */
    public ReportSection(String title, List<String> paragraphs, List<ReportTable> tables) {
        this(title, paragraphs, tables, List.of());
    }

    public ReportSection {
        drawings = List.copyOf(drawings);
        paragraphs = List.copyOf(paragraphs);
        tables = List.copyOf(tables);
    }
}
