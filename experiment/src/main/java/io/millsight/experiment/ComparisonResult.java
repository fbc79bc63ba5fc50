package io.millsight.experiment;

import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.experiment.report.ReportSections;
import java.nio.file.Path;

/**
 * Result of a {@link ModelComparison}.
 *
 * @param unreadable how many images could not be read, or not be shown to every model
 */
public record ComparisonResult(Comparison comparison, int unreadable) {

    /**
     * Writes the tables into a folder, in the place of an earlier comparison: as HTML, Markdown and CSV.
     *
     * @throws io.millsight.steel.InputException if other files are in the way, or the folder cannot be written to; nothing
     *     has changed then
     */
    public void write(Path folder) {
        ComparisonFolder.write(comparison, ReportSections.now(), folder);
    }
}
