package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token without its secret.
 *
 * @param id the middle part of the token
 * @param name whose it is
 * @param role what it allows
 * @param createdAt when it was made
 * @param expiresAt when it ends; null if never
 * @param lastUsedAt when it was last used, to the minute; null if never
 */
public record AccessToken(
        String id,
        String name,
        Role role,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {

    /** Returns who uses the token. */
    public Actor actor() {
        return new Actor(id, name);
    }
}
