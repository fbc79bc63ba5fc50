package io.millsight.service.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.millsight.history.AccessToken;
import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.history.Sessions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass or not: by a token in its {@code Authorization} header, or by the session in its cookie. A browser sends the cookie with every
 * request, also with one that another site makes it send; so a request that changes something must come from a page of this service, which its
 * {@code Origin} header tells.
 */
final class AccessGuard {

    /** The name of the session's cookie. */
    static final String COOKIE = "millsight_session";

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    /** Label Studio knows no other way to log in to a backend than a user and a password, which is the token. */
    private static final String WITH_PASSWORD = "/label-studio/";

    private final History history;

    AccessGuard(History history) {
        this.history = history;
    }

    /** Ends the request unless its sender has the role. */
    void require(Role role, Context context) {
        AccessToken token = sender(context).orElseThrow(AccessGuard::unauthenticated);
        if (context.header(AUTHORIZATION) == null
                && !context.method().equals(HandlerType.GET)
                && !context.method().equals(HandlerType.HEAD)) {
            requireOwnOrigin(context);
        }
        if (!token.role().includes(role)) {
            throw new ProblemException(
                    403, "forbidden", "this needs the role " + word(role) + ", and yours is " + word(token.role()));
        }
        new Caller(token).attachTo(context);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private Optional<AccessToken> sender(Context context) {
        return sender(context.header(AUTHORIZATION), context.cookie(COOKIE), context.path());
    }

    /**
     * Returns a test of whether the sender of a request is still logged in, for an answer that lasts. Each call looks into the records, on any
     * thread.
     */
    BooleanSupplier isStillLoggedIn(Context context) {
        String authorization = context.header(AUTHORIZATION);
        String cookie = context.cookie(COOKIE);
        String path = context.path();
        return () -> sender(authorization, cookie, path).isPresent();
    }

    /** Returns whose request it is; empty for nobody. A token goes before a session. */
    private Optional<AccessToken> sender(@Nullable String authorization, @Nullable String cookie, String path) {
        return authorization == null
                ? Optional.ofNullable(cookie).flatMap(history.sessions()::find).map(Sessions.Session::token)
                : text(authorization, path).flatMap(history.tokens()::authenticate);
    }

    private static Optional<String> text(String authorization, String path) {
        if (authorization.startsWith(BEARER)) {
            return Optional.of(authorization.substring(BEARER.length()));
        }
        if (!authorization.startsWith(BASIC) || !path.startsWith(WITH_PASSWORD)) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            return Optional.of(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the session of a request; empty without one. */
    Optional<Sessions.Session> session(Context context) {
        return Optional.ofNullable(context.cookie(COOKIE)).flatMap(history.sessions()::find);
    }

    /** Ends a request that a page of another site makes. */
    static void requireOwnOrigin(Context context) {
        String origin = context.header("Origin");
        if (origin == null || !authority(origin).equalsIgnoreCase(String.valueOf(context.host()))) {
            throw new ProblemException(
                    403, "foreign_origin", "a request with the cookie needs the Origin of the service's own page");
        }
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(new URI(origin).getRawAuthority());
        } catch (URISyntaxException e) {
            return "";
        }
    }

    static ProblemException unauthenticated() {
        return new ProblemException(401, "unauthenticated", "log in, or send a token that is valid")
                .header("WWW-Authenticate", "Bearer realm=\"millsight\"");
    }
}
