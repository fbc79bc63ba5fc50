package io.millsight.steel.duplicate;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An image to be compared with others.
 *
 * @param id unique among those compared
 * @param pixels loads the image; called once, and what it returns is not kept
 */
public record SourceImage(String id, Supplier<RgbImage> pixels) {

    public static SourceImage of(String id, Path file) {
        return new SourceImage(id, () -> ImageFile.read(file));
    }
}
