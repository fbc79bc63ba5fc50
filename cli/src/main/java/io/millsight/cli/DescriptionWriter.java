package io.millsight.cli;

import io.millsight.inspection.Inspection;
import java.nio.file.Path;

/** Prints inspections, one after the other, in one format. */
sealed interface DescriptionWriter extends AutoCloseable permits TextDescriptions, JsonDescriptions, CocoDescriptions {

    void write(Path image, Inspection inspection);

    /** Prints what comes last; what was written is complete then. */
    @Override
    void close();
}
