package io.millsight.steel.audit;

import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import java.util.List;
import java.util.function.Function;

/**
 * The images whose pixels an audit examines.
 *
 * <p>Each examined image is compared with all images of the dataset. Two images that are both outside the scope are not
 * compared, and an image outside the scope is decoded only if an examined image has its size.
 *
 * @param examined images of the dataset
 * @param decoder decodes an examined image, or returns it from a cache; throws an
 *     {@link io.millsight.image.InvalidImageException} if the image cannot be read
 */
public record PixelScope(List<AnnotatedImage> examined, Function<AnnotatedImage, RgbImage> decoder) {

    public PixelScope {
        examined = List.copyOf(examined);
    }
}
