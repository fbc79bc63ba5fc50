package io.millsight.service.intake;

import io.millsight.history.History;
import io.millsight.history.Idempotency;
import io.millsight.history.IdempotencyKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys of the requests that are being worked on. A second request with the same key waits for nothing: it is told to come again. */
public final class RunningKeys {

    private final History history;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    public RunningKeys(History history) {
        this.history = history;
    }

    /** Ends with its request. */
    public interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Claims a key for a request.
     *
     * @param key null for a request without one
     */
    public Claim claim(@Nullable IdempotencyKey key) {
        if (key == null) {
            return () -> {};
        }
        if (!running.add(key.key())) {
            throw new IntakeException(
                    IntakeException.Kind.RUNNING,
                    "running",
                    "a request with the same key is being worked on",
                    Duration.ofSeconds(1));
        }
        return () -> running.remove(key.key());
    }

    /** Returns the identifier of what an earlier request with the same key made; empty if there is none. */
    public Optional<String> answer(@Nullable IdempotencyKey key) {
        if (key == null) {
            return Optional.empty();
        }
        Optional<Idempotency.Effect> effect = history.idempotency().find(key.key());
        if (effect.isPresent() && !effect.get().bodySha256().equals(key.bodySha256())) {
            throw new IntakeException(
                    IntakeException.Kind.KEY_REUSED, "key_reused", "the Idempotency-Key was used for another request");
        }
        return effect.map(Idempotency.Effect::answer);
    }
}
