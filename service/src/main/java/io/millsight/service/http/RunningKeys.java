package io.millsight.service.http;

import io.millsight.history.History;
import io.millsight.history.Idempotency;
import io.millsight.history.IdempotencyKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys of the requests that are being worked on. A second request with the same key waits for nothing: it is told to come again. */
final class RunningKeys {

    private final History history;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    RunningKeys(History history) {
        this.history = history;
    }

    /** Ends with its request. */
    interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Claims a key for a request.
     *
     * @param key null for a request without one
     */
    Claim claim(@Nullable IdempotencyKey key) {
        if (key == null) {
            return () -> {};
        }
        if (!running.add(key.key())) {
            throw new ProblemException(409, "running", "a request with the same key is being worked on").retryAfter(1);
        }
        return () -> running.remove(key.key());
    }

    /** Returns the identifier of what an earlier request with the same key made; empty if there is none. */
    Optional<String> answer(@Nullable IdempotencyKey key) {
        if (key == null) {
            return Optional.empty();
        }
        Optional<Idempotency.Effect> effect = history.idempotency().find(key.key());
        if (effect.isPresent() && !effect.get().bodySha256().equals(key.bodySha256())) {
            throw new ProblemException(422, "key_reused", "the Idempotency-Key was used for another request");
        }
        return effect.map(Idempotency.Effect::answer);
    }
}
