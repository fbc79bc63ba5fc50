package io.millsight.history;

import java.time.Clock;
import org.jdbi.v3.core.Handle;

/** The records of image files. */
final class ImageRows {

    private final ImageStore images;
    private final Clock clock;

    ImageRows(ImageStore images, Clock clock) {
        this.images = images;
        this.clock = clock;
    }

    /**
     * Adds the record of an image, unless there is one. An image that was removed before is kept again. {@link Retention} removes no file while this
     * transaction runs.
     *
     * @throws MissingImageException if the file of the image is not there any more
     */
    void keep(Handle handle, StoredImage image) {
        if (!images.holds(image)) {
            throw new MissingImageException();
        }
        handle.createUpdate("""
                        insert into image (sha256, bytes, width, height, format, stored_at)
                        values (:sha256, :bytes, :width, :height, :format, :now)
                        on conflict (sha256) do update set removed_at = null""")
                .bind("sha256", image.sha256())
                .bind("bytes", image.bytes())
                .bind("width", image.size().width())
                .bind("height", image.size().height())
                .bind("format", image.format())
                .bind("now", clock.millis())
                .execute();
    }
}
