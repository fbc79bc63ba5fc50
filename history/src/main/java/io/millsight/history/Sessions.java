package io.millsight.history;

import io.millsight.files.Hashes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Who is logged in with a browser. A session belongs to a token and ends with it. Only the SHA-256 of a session's secret is stored. */
public final class Sessions {

    /** How long a session lasts. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final int SECRET_BYTES = 32;

    /**
     * A new session.
     *
     * @param secret the value of the cookie, which is stored nowhere
     * @param expiresAt when it ends
     */
    public record Opened(String secret, Instant expiresAt) {

        /** Leaves the secret out, so that no log shows it. */
        @Override
        public String toString() {
            return "Opened[expiresAt=" + expiresAt + "]";
        }
    }

    /**
     * A session.
     *
     * @param token whose it is
     * @param expiresAt when it ends
     */
    public record Session(AccessToken token, Instant expiresAt) {}

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** Opens a session for whoever showed a token, and forgets the sessions that have ended. */
    public Opened open(AccessToken token) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        long now = clock.millis();
        Instant end = Instant.ofEpochMilli(now).plus(LIFETIME);
        Instant expires = token.expiresAt() != null && token.expiresAt().isBefore(end) ? token.expiresAt() : end;
        return database.write(handle -> {
            handle.createUpdate("delete from session where expires_at <= :now")
                    .bind("now", now)
                    .execute();
            handle.createUpdate("""
                            insert into session (sha256, token, created_at, expires_at)
                            values (:sha256, :token, :now, :expires)""")
                    .bind("sha256", Hashes.sha256(secret))
                    .bind("token", token.id())
                    .bind("now", now)
                    .bind("expires", expires.toEpochMilli())
                    .execute();
            audit.append(handle, new AuditLog.Event(token.actor(), "login", token.id(), null, null));
            return new Opened(secret, expires);
        });
    }

    /** Returns the session with a secret; empty if there is none, or if it has ended. */
    public Optional<Session> find(String secret) {
        return database.read(handle -> handle.createQuery("""
                        select t.*, s.expires_at as session_expires_at from session s join api_token t on t.id = s.token
                        where s.sha256 = :sha256 and s.expires_at > :now""")
                .bind("sha256", Hashes.sha256(secret))
                .bind("now", clock.millis())
                .map((row, context) -> new Session(AccessTokens.token(row), Rows.time(row, "session_expires_at")))
                .findOne());
    }

    /** Ends a session. */
    public void end(String secret) {
        database.write(handle -> handle.createUpdate("delete from session where sha256 = :sha256")
                .bind("sha256", Hashes.sha256(secret))
                .execute());
    }
}
