package io.millsight.experiment.description;

import io.millsight.inspection.Inspection;
import java.nio.file.Path;

/** Receives what a batch found, image by image, in the order of the files. Every image is received once. */
public interface DescriptionReceiver {

    /** Receives what was found on the next image. */
    void described(Path image, Inspection inspection);

    /**
     * Receives that the next image could not be inspected: a person has to look.
     *
     * @param reason in one line that begins with the image's name
     */
    void failed(Path image, String reason);
}
