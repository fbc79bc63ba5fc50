package io.millsight.image;

import java.util.List;
import java.util.Locale;

/**
 * Properties of an image file that are known without decoding pixels.
 *
 * @param size size of the upright image, as returned by {@link ImageFile#read}
 * @param stored size before the image is turned upright
 * @param turned whether the file's orientation rotates or mirrors the image
 * @param pictures number of pages or frames in the file; only the first is read
 */
public record ImageHeader(ImageSize size, ImageSize stored, boolean turned, int pictures) {

    /**
     * Returns notices for the user about this file, one sentence each, without the file's name. Most files have none.
     */
    public List<String> notices() {
        return pictures == 1
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT, "the file has %d pages or frames, of which only the first is used", pictures));
    }
}
