package io.millsight.service.http;

import io.millsight.history.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one-time link of the first start. Its code logs in once, within an hour, while the process runs. It stands behind {@code #} in the link, so
 * that browsers send it to nobody. Safe for use by several threads.
 */
public final class FirstLogin {

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final int CODE_BYTES = 32;

    private final Clock clock;
    private final Instant expires;
    private final String code;
    private @Nullable AccessToken token;

    /**
     * @param token who logs in with the link
     */
    public FirstLogin(AccessToken token, Clock clock) {
        this.token = token;
        this.clock = clock;
        expires = clock.instant().plus(LIFETIME);
        byte[] bytes = new byte[CODE_BYTES];
        new SecureRandom().nextBytes(bytes);
        code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns what follows the address of the service in the link. */
    public String fragment() {
        return "/#login=" + code;
    }

    /** Returns whose the link is, if the code is right; empty if it is wrong or used, or its time is over. */
    synchronized Optional<AccessToken> use(String given) {
        AccessToken owner = token;
        boolean right = MessageDigest.isEqual(bytes(code), bytes(given));
        if (owner == null || !right || !clock.instant().isBefore(expires)) {
            return Optional.empty();
        }
        token = null;
        return Optional.of(owner);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
