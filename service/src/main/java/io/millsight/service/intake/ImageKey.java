package io.millsight.service.intake;

import io.millsight.files.Hashes;
import io.millsight.history.CaptureContext;
import io.millsight.history.Deployment;
import io.millsight.history.IdempotencyKey;
import io.millsight.history.Recipe;
import org.jspecify.annotations.Nullable;

/** The key under which an image is inspected once. */
final class ImageKey {

    private ImageKey() {}

    /**
     * Returns the caller's key, or else the place on the coil, with what answers and decides; null without either.
     *
     * @param given the caller's key; null for none
     */
    static @Nullable IdempotencyKey of(
            @Nullable String given, IntakeImage image, Deployment deployment, Recipe recipe) {
        CaptureContext where = image.context();
        String body = sha256(Hashes.hex(Hashes.sha256(image.file())) + where);
        if (given != null) {
            return new IdempotencyKey(given, body);
        }
        return where.coil() == null || where.frame() == null
                ? null
                : new IdempotencyKey("place " + sha256(body + deployment.id() + recipe.revision()), body);
    }

    private static String sha256(String text) {
        return Hashes.hex(Hashes.sha256(text));
    }
}
