package io.millsight.history;

import io.millsight.files.Hashes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of people and programs, {@code ms_ID_SECRET}. The secret has 256 random bits. Only its SHA-256 is stored, which is enough for a secret
 * that nobody can guess. Hashes are compared in constant time.
 */
public final class AccessTokens {

    private static final String PREFIX = "ms";
    private static final int PARTS = 3;
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    /** The last use is stored to the minute, so that not every request writes. */
    private static final Duration LAST_USE = Duration.ofMinutes(1);

    /**
     * A token to make.
     *
     * @param name whose it is
     * @param role what it allows
     * @param lifetime how long; null for ever
     */
    public record Wish(String name, Role role, @Nullable Duration lifetime) {}

    /**
     * A new token.
     *
     * @param token the token without its secret
     * @param text the token with its secret, which is stored nowhere
     */
    public record Made(AccessToken token, String text) {

        /** Leaves the secret out, so that no log shows it. */
        @Override
        public String toString() {
            return "Made[token=" + token + "]";
        }
    }

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AccessTokens(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a token. */
    public Made make(Wish wish, Actor actor) {
        String id = HexFormat.of().formatHex(bytes(ID_BYTES));
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
        Instant now = Instant.ofEpochMilli(clock.millis());
        AccessToken token = new AccessToken(
                id, wish.name, wish.role, now, wish.lifetime == null ? null : now.plus(wish.lifetime), null);
        database.write(handle -> {
            handle.createUpdate("""
                            insert into api_token (id, name, role, sha256, created_at, expires_at)
                            values (:id, :name, :role, :sha256, :created, :expires)""")
                    .bind("id", id)
                    .bind("name", token.name())
                    .bind("role", Rows.word(token.role()))
                    .bind("sha256", Hashes.sha256(secret))
                    .bind("created", now.toEpochMilli())
                    .bind("expires", Rows.millis(token.expiresAt()))
                    .execute();
            audit.append(handle, new AuditLog.Event(actor, "token_made", id, null, words(token)));
            return token;
        });
        return new Made(token, String.join("_", PREFIX, id, secret));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String words(AccessToken token) {
        return token.name() + ", " + Rows.word(token.role());
    }

    /** Returns the token that a text is; empty if there is none, or if it has ended. */
    public Optional<AccessToken> authenticate(String text) {
        String[] parts = text.split("_", PARTS);
        if (parts.length != PARTS || !parts[0].equals(PREFIX)) {
            return Optional.empty();
        }
        byte[] sha256 = Hashes.sha256(parts[2]);
        Optional<AccessToken> token =
                database.read(handle -> handle.createQuery("select * from api_token where id = :id")
                        .bind("id", parts[1])
                        .map((row, context) -> MessageDigest.isEqual(row.getBytes("sha256"), sha256)
                                ? Optional.of(token(row))
                                : Optional.<AccessToken>empty())
                        .findOne()
                        .flatMap(right -> right)
                        .filter(this::isValid));
        token.ifPresent(this::used);
        return token;
    }

    private boolean isValid(AccessToken token) {
        return token.expiresAt() == null || clock.instant().isBefore(token.expiresAt());
    }

    private void used(AccessToken token) {
        Instant now = clock.instant();
        if (token.lastUsedAt() == null || token.lastUsedAt().plus(LAST_USE).isBefore(now)) {
            database.write(handle -> handle.createUpdate("update api_token set last_used_at = :now where id = :id")
                    .bind("now", now.toEpochMilli())
                    .bind("id", token.id())
                    .execute());
        }
    }

    /** Returns all tokens, the oldest first. */
    public List<AccessToken> list() {
        return database.read(AccessTokens::list);
    }

    private static List<AccessToken> list(Handle handle) {
        return handle.createQuery("select * from api_token order by created_at, id")
                .map((row, context) -> token(row))
                .list();
    }

    /** Returns whether somebody can manage tokens. */
    public boolean hasAdmin() {
        return list().stream().anyMatch(this::isAdmin);
    }

    private boolean isAdmin(AccessToken token) {
        return token.role() == Role.ADMIN && isValid(token);
    }

    /** What became of the wish to delete a token. */
    public enum Deletion {
        /** The token and its sessions have ended. */
        DONE,
        /** There is no such token. */
        MISSING,
        /** Nobody could manage tokens any more. */
        LAST_ADMIN
    }

    /** Deletes a token, which ends its sessions. */
    public Deletion delete(String id, Actor actor) {
        return database.write(handle -> {
            List<AccessToken> all = list(handle);
            AccessToken token = all.stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElse(null);
            if (token == null) {
                return Deletion.MISSING;
            }
            if (isAdmin(token) && all.stream().filter(this::isAdmin).count() == 1) {
                return Deletion.LAST_ADMIN;
            }
            handle.createUpdate("delete from api_token where id = :id")
                    .bind("id", id)
                    .execute();
            audit.append(handle, new AuditLog.Event(actor, "token_deleted", id, words(token), null));
            return Deletion.DONE;
        });
    }

    static AccessToken token(ResultSet row) throws SQLException {
        return new AccessToken(
                row.getString("id"),
                row.getString("name"),
                Rows.constant(Role.class, row, "role"),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "expires_at"),
                Rows.optionalTime(row, "last_used_at"));
    }
}
