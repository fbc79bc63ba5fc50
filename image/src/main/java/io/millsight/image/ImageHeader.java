package io.millsight.image;

import java.util.List;
import java.util.Locale;

/**
 * What is known of an image file before a pixel is decoded.
 *
 * @param size of the upright picture, as {@link ImageFile#read} gives it
 * @param stored the size before the picture is turned
 * @param turned whether the file's orientation turns or mirrors the picture
 * @param pictures how many the file holds; only the first is read
 */
public record ImageHeader(ImageSize size, ImageSize stored, boolean turned, int pictures) {

    /** What a user should know who gives this file: one sentence each, without the file's name. Most files have none. */
    public List<String> notices() {
        return pictures == 1
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT, "the file has %d pages or frames, of which only the first is used", pictures));
    }
}
