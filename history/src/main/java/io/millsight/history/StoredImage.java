package io.millsight.history;

import io.millsight.image.ImageSize;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image of the history.
 *
 * @param sha256 the hash of its file, 64 hexadecimal digits
 * @param bytes the size of its file
 * @param size the size of the upright image in pixels
 * @param format the format of its file in lower case, for example {@code jpeg}
 * @param removedAt when its file was removed, because it is kept no longer; null while it is kept
 */
public record StoredImage(
        String sha256,
        long bytes,
        ImageSize size,
        String format,
        @Nullable Instant removedAt) {}
