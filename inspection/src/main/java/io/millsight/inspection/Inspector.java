package io.millsight.inspection;

import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds defects on images of steel surfaces: with a vision-language model, which writes a report, or with a detector, whose boxes a report is written
 * about.
 *
 * <p>An inspector owns its model until it is closed. One thread at a time may use it.
 */
public interface Inspector extends AutoCloseable {

    /** Returns the types of defects that the inspector knows. */
    List<DefectType> types();

    /** Returns the task: what is asked, and the language of the answers. */
    ReportTask task();

    /**
     * Returns the coordinate frame of an answer about an image of this size.
     *
     * @throws InvalidImageException if images of this size cannot be inspected
     */
    CoordinateFrame frame(ImageSize image);

    /** Returns where the scores come from. */
    ScoreSource scores();

    /** Returns the score below which defects are not reported. */
    double minScore();

    /** Returns the test-time augmentation in use. */
    TestTimeAugmentation testTimeAugmentation();

    /**
     * Returns the answer that states exactly the annotated defects of an image.
     *
     * @throws InvalidImageException if images of this size cannot be inspected
     */
    default String correctAnswer(AnnotatedImage image) {
        return task().write(Defect.forReport(image.defects()), frame(image.size()));
    }

    /**
     * Checks that images of a size can be inspected. A caller can so leave out one image and name its file.
     *
     * @param name the image's file; the message begins with it
     * @throws InvalidImageException if images of this size cannot be inspected
     */
    void requireUsable(ImageSize image, String name);

    /**
     * Inspects several images in shared batches, which is faster than one image at a time.
     *
     * @param images may be empty
     * @param listener is called after each batch
     * @return the inspections, in the order of the images
     * @throws InvalidImageException if one of the images cannot be inspected because of its size; the message does not say which image
     */
    List<Inspection> inspect(List<RgbImage> images, InspectionListener listener);

    /** Inspects several images in shared batches, without progress. */
    default List<Inspection> inspect(List<RgbImage> images) {
        return inspect(images, InspectionListener.NONE);
    }

    /** Inspects one image. */
    default Inspection inspect(RgbImage image) {
        return inspect(List.of(image)).get(0);
    }

    /**
     * Reads and inspects an image file.
     *
     * @param file what the file holds beside the inspected pixels, such as further pages, becomes a caveat of the inspection
     * @throws InvalidImageException if the file is no image that can be read, or cannot be inspected because of its size
     */
    default Inspection inspect(Path file) {
        ImageHeader header = ImageFile.header(file);
        requireUsable(header.size(), file.toString());
        return inspect(ImageFile.read(file))
                .withCaveats(header.notices().stream().map(Caveat::ofImageFile).toList());
    }

    /** Returns the tokens of an inspection by this inspector; none of a detector. */
    default TokenCount tokens(Inspection inspection) {
        return TokenCount.NONE;
    }

    /** Frees the model. */
    @Override
    void close();
}
