package io.millsight.service.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.millsight.history.AccessToken;
import io.millsight.history.History;
import io.millsight.history.Sessions;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Routes by which a browser logs in and out. Each login makes a new session, so a session that somebody else chose is worth nothing. */
final class SessionRoutes {

    /** The body of a login: one of both. */
    private record LoginBody(
            @Nullable String token, @Nullable String code) {}

    private final History history;
    private final AccessGuard guard;
    private final FailureLimit failures;
    private final @Nullable FirstLogin firstLogin;

    /**
     * @param firstLogin null if this is not the first start
     */
    SessionRoutes(History history, AccessGuard guard, @Nullable FirstLogin firstLogin, Clock clock) {
        this.history = history;
        this.guard = guard;
        this.firstLogin = firstLogin;
        failures = new FailureLimit(clock);
    }

    void open(Context context) {
        if (context.header("Origin") != null) {
            AccessGuard.requireOwnOrigin(context);
        }
        failures.require(context.ip());
        LoginBody body = JsonBody.read(context, LoginBody.class);
        AccessToken token = token(body).orElseThrow(() -> {
            failures.failed(context.ip());
            return AccessGuard.unauthenticated();
        });
        Sessions.Opened session = history.sessions().open(token);
        Cookie cookie = new Cookie(AccessGuard.COOKIE, session.secret());
        cookie.setPath("/");
        cookie.setMaxAge((int) Sessions.LIFETIME.toSeconds());
        cookie.setHttpOnly(true);
        cookie.setSecure(context.scheme().equals("https"));
        cookie.setSameSite(SameSite.STRICT);
        context.cookie(cookie);
        write(context, token, session.expiresAt());
    }

    private Optional<AccessToken> token(LoginBody body) {
        if ((body.token == null) == (body.code == null)) {
            throw ProblemException.unprocessable("give either token or code");
        }
        if (body.token != null) {
            return history.tokens().authenticate(body.token);
        }
        return firstLogin == null || body.code == null ? Optional.empty() : firstLogin.use(body.code);
    }

    void show(Context context) {
        Sessions.Session session = guard.session(context).orElseThrow(AccessGuard::unauthenticated);
        write(context, session.token(), session.expiresAt());
    }

    private static void write(Context context, AccessToken token, Instant expiresAt) {
        context.json(RecordJson.object()
                .put("name", token.name())
                .put("role", RecordJson.word(token.role()))
                .put("expires_at", expiresAt.toString()));
    }

    void end(Context context) {
        String secret = context.cookie(AccessGuard.COOKIE);
        if (secret != null) {
            AccessGuard.requireOwnOrigin(context);
            history.sessions().end(secret);
            context.removeCookie(AccessGuard.COOKIE, "/");
        }
        context.status(204);
    }
}
