package io.millsight.steel.duplicate;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Image to be compared with others.
 *
 * @param id unique among the compared images
 * @param pixels loads the image; called once, and the image is not kept
 */
public record SourceImage(String id, Supplier<RgbImage> pixels) {

    public static SourceImage of(String id, Path file) {
        return new SourceImage(id, () -> ImageFile.read(file));
    }
}
