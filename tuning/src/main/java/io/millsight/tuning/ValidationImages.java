package io.millsight.tuning;

import io.millsight.runs.EvenPlaces;
import io.millsight.steel.augment.Sample;
import java.util.function.IntFunction;

/**
 * Validation images that the model in training describes.
 *
 * @param size number of images
 * @param image reads an image with its annotations, by its place below {@code size}; callers ask for a few at a time, because images may be large
 */
public record ValidationImages(int size, IntFunction<Sample> image) {

    /** No images. */
    static final ValidationImages NONE = new ValidationImages(0, place -> {
        throw new IndexOutOfBoundsException(place);
    });

    /** Returns at most so many of the images, spread evenly over all. */
    ValidationImages spread(int most) {
        if (most >= size) {
            return this;
        }
        int[] places = EvenPlaces.of(size, most).toArray();
        return new ValidationImages(most, place -> image.apply(places[place]));
    }
}
