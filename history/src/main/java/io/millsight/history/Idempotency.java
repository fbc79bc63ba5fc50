package io.millsight.history;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Remembers for a day what requests with a key led to. A key is stored in the transaction of its effect: there is never one without the other. */
public final class Idempotency {

    private static final Duration KEPT = Duration.ofHours(24);

    /**
     * What a key led to.
     *
     * @param bodySha256 the hash of what the request said
     * @param answer the identifier of what it made
     */
    public record Effect(String bodySha256, String answer) {}

    private final Database database;
    private final Clock clock;

    Idempotency(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Returns what a key led to; empty if it is new or older than a day. */
    public Optional<Effect> find(String key) {
        return database.read(handle -> handle.createQuery(
                        "select body_sha256, answer from idempotency where key = :key and expires_at > :now")
                .bind("key", key)
                .bind("now", clock.millis())
                .map((row, context) -> new Effect(row.getString("body_sha256"), row.getString("answer")))
                .findOne());
    }

    /**
     * Stores what a key leads to, and forgets the keys that are older than a day.
     *
     * @throws DuplicateKeyException if the key has led to something already
     */
    void store(Handle handle, @Nullable IdempotencyKey key, String answer) {
        if (key == null) {
            return;
        }
        long now = clock.millis();
        handle.createUpdate("delete from idempotency where expires_at <= :now")
                .bind("now", now)
                .execute();
        int added = handle.createUpdate("""
                        insert into idempotency (key, body_sha256, answer, expires_at)
                        values (:key, :body, :answer, :expires) on conflict (key) do nothing""")
                .bind("key", key.key())
                .bind("body", key.bodySha256())
                .bind("answer", answer)
                .bind("expires", now + KEPT.toMillis())
                .execute();
        if (added == 0) {
            throw new DuplicateKeyException();
        }
    }
}
