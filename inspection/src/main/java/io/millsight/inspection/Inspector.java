package io.millsight.inspection;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds defects on images of steel surfaces.
 *
 * <p>An inspector owns its model until it is closed. One thread at a time may use it.
 */
public interface Inspector extends AutoCloseable {

    /** Returns the types of defects that the inspector knows. */
    List<DefectType> types();

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

    /** Frees the model. */
    @Override
    void close();
}
