package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.Hashes;
import io.millsight.history.Actor;
import io.millsight.history.IdempotencyKey;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys under which a request has its effect once (draft-ietf-httpapi-idempotency-key-header). Keys of two callers never meet. */
final class RequestKey {

    private static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private RequestKey() {}

    /** Returns the key of a request that says a text; null without one. */
    static @Nullable IdempotencyKey of(Context request, String says) {
        String given = given(request);
        return given == null ? null : new IdempotencyKey(given, Hashes.hex(Hashes.sha256(says)));
    }

    /** Returns the key that a request gives, with its owner; null without one. */
    static @Nullable String given(Context request) {
        String given = request.header(HEADER);
        if (given == null) {
            return null;
        }
        if (!FORM.matcher(given).matches()) {
            throw ProblemException.invalidRequest(HEADER + " must have 1 to 200 printable characters without blanks");
        }
        Actor caller = Caller.actor(request);
        return "key " + caller.id() + " " + request.path() + " " + given;
    }
}
