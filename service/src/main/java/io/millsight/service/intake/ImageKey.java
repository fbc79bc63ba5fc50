package io.millsight.service.intake;

import io.millsight.files.Hashes;
import io.millsight.history.CaptureContext;
import io.millsight.history.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** The key under which an image is inspected once. */
final class ImageKey {

    private ImageKey() {}

    /**
     * Returns the caller's key, or else the place on the coil, with what answers and decides; null without either.
     *
     * @param given the caller's key; null for none
     * @param decides what answers and decides
     */
    static @Nullable IdempotencyKey of(@Nullable String given, IntakeImage image, String decides) {
        return of(given, image.context(), body(image), decides);
    }

    /**
     * Returns the same for an image that is inspected later. A key of the one kind never meets a key of the other.
     *
     * @param batch the identifier of its batch; null for none
     */
    static @Nullable IdempotencyKey later(
            @Nullable String given, IntakeImage image, @Nullable String batch, String decides) {
        IdempotencyKey key = of(given, image.context(), sha256(body(image) + batch), decides);
        return key == null ? null : new IdempotencyKey("later " + key.key(), key.bodySha256());
    }

    private static @Nullable IdempotencyKey of(
            @Nullable String given, CaptureContext where, String body, String decides) {
        if (given != null) {
            return new IdempotencyKey(given, body);
        }
        return where.coil() == null || where.frame() == null
                ? null
                : new IdempotencyKey("place " + sha256(body + decides), body);
    }

    private static String body(IntakeImage image) {
        return sha256(Hashes.hex(Hashes.sha256(image.file())) + image.context());
    }

    private static String sha256(String text) {
        return Hashes.hex(Hashes.sha256(text));
    }
}
