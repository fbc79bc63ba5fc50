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

/**
 * Lets a request pass or not: by a token in its {@code Authorization} header, or by the session in its cookie. A browser sends the cookie with every
 * request, also with one that another site makes it send; so a request that changes something must come from a page of this service, which its
 * {@code Origin} header tells.
 */
final class AccessGuard {

    /** The name of the session's cookie. */
    static final String COOKIE = "millsight_session";

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
        AccessToken token = token(context);
        if (!token.role().includes(role)) {
            throw new ProblemException(
                    403, "forbidden", "this needs the role " + word(role) + ", and yours is " + word(token.role()));
        }
        new Caller(token).attachTo(context);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private AccessToken token(Context context) {
        String authorization = context.header("Authorization");
        if (authorization != null) {
            return Optional.of(authorization)
                    .flatMap(value -> text(value, context))
                    .flatMap(history.tokens()::authenticate)
                    .orElseThrow(AccessGuard::unauthenticated);
        }
        Sessions.Session session = session(context).orElseThrow(AccessGuard::unauthenticated);
        if (!context.method().equals(HandlerType.GET) && !context.method().equals(HandlerType.HEAD)) {
            requireOwnOrigin(context);
        }
        return session.token();
    }

    private static Optional<String> text(String authorization, Context context) {
        if (authorization.startsWith(BEARER)) {
            return Optional.of(authorization.substring(BEARER.length()));
        }
        if (!authorization.startsWith(BASIC) || !context.path().startsWith(WITH_PASSWORD)) {
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
