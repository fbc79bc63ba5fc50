package io.millsight.experiment;

import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.report.ComparedCase;
import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.experiment.dataset.DecodedImages;
import io.millsight.experiment.report.ReportSections;
import io.millsight.experiment.report.SmallPicture;
import java.nio.file.Path;
import java.util.List;

/**
 * Result of a {@link ModelComparison}.
 *
 * @param unreadable how many images could not be read, or not be shown to every model
 * @param pictures the decoded images of the split
 */
public record ComparisonResult(Comparison comparison, int unreadable, DecodedImages pictures) {

    /** Longer side of a picture; some sixty of them stand on a page. */
    private static final int PICTURE_SIDE = 240;

    /**
     * Writes the tables into a folder, in the place of an earlier comparison: as HTML, Markdown and CSV. The page also shows
     * what every model makes of the same few images.
     *
     * @throws io.millsight.steel.InputException if other files are in the way, or the folder cannot be written to; nothing
     *     has changed then
     */
    public void write(Path folder) {
        List<ComparedCase> cases = ComparedCase.draw(comparison).stream()
                .map(image -> new ComparedCase(image, SmallPicture.of(pictures.pixels(image), PICTURE_SIDE)))
                .toList();
        ComparisonFolder.write(comparison, ReportSections.now(), cases, folder);
    }
}
