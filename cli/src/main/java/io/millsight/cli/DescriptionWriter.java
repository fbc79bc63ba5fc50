package io.millsight.cli;

import io.millsight.inspection.Inspection;
import java.nio.file.Path;

/** Prints inspections, one after the other, in one format. Every image is written once, whether it could be inspected or not. */
sealed interface DescriptionWriter permits TextDescriptions, JsonDescriptions, CocoDescriptions {

    /** Writes what was found on the next image. */
    void write(Path image, Inspection inspection);

    /**
     * Writes that the next image could not be inspected: a person has to look.
     *
     * @param reason in one line that begins with the image's name
     */
    void writeFailure(Path image, String reason);

    /** Prints what comes last. A run that is broken off does not come here, so that what it printed does not look complete. */
    void finish();
}
