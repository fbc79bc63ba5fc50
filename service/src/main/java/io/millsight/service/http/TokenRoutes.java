package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.AccessTokens;
import io.millsight.history.Actor;
import io.millsight.history.AuditLog;
import io.millsight.history.History;
import io.millsight.history.Role;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes of administrators: tokens, and who changed what. */
final class TokenRoutes {

    private static final int LONGEST_NAME = 60;
    private static final int MOST_DAYS = 3650;
    private static final int PAGE = 100;

    /** The body of a new token. */
    private record TokenBody(
            @Nullable String name,
            @Nullable String role,
            @Nullable Integer days) {}

    private final History history;

    TokenRoutes(History history) {
        this.history = history;
    }

    void list(Context context) {
        context.json(RecordJson.items(history.tokens().list(), RecordJson::token));
    }

    void make(Context context) {
        TokenBody body = JsonBody.read(context, TokenBody.class);
        Role role = QueryText.constant(Role.class, "role", body.role);
        if (body.name == null
                || body.name.isBlank()
                || body.name.length() > LONGEST_NAME
                || body.name.codePoints().anyMatch(Character::isISOControl)) {
            throw ProblemException.unprocessable("name must have 1 to " + LONGEST_NAME + " printable characters");
        }
        if (role == null) {
            throw ProblemException.unprocessable("role is missing");
        }
        if (body.days != null && (body.days < 1 || body.days > MOST_DAYS)) {
            throw ProblemException.unprocessable("days is " + body.days + ", expected 1 to " + MOST_DAYS);
        }
        Duration lifetime = body.days == null ? null : Duration.ofDays(body.days);
        Actor actor = Caller.actor(context);
        AccessTokens.Made made = history.tokens().make(new AccessTokens.Wish(body.name, role, lifetime), actor);
        context.status(201)
                .header("Cache-Control", "no-store")
                .json(RecordJson.token(made.token()).put("token", made.text()));
    }

    void delete(Context context) {
        String id = context.pathParam("id");
        switch (history.tokens().delete(id, Caller.actor(context))) {
            case DONE -> context.status(204);
            case MISSING -> throw ProblemException.notFound("there is no token " + MessageText.quote(id));
            case LAST_ADMIN ->
                throw new ProblemException(
                        409, "last_admin", "this is the last token of an administrator; make another one first");
        }
    }

    void audit(Context context) {
        Long cursor = QueryText.number(context, "cursor");
        List<AuditLog.Entry> entries = history.audit().list(cursor == null ? Long.MAX_VALUE : cursor, PAGE + 1);
        context.json(RecordJson.page(entries, PAGE, RecordJson::entry, entry -> Long.toString(entry.seq())));
    }
}
