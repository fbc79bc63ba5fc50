package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.history.AccessToken;
import io.millsight.history.Actor;
import io.millsight.history.Role;
import java.util.Objects;

/** Who makes a request; known after {@link AccessGuard} let the request pass. */
record Caller(AccessToken token) {

    private static final String ATTRIBUTE = "millsight.caller";

    void attachTo(Context context) {
        context.attribute(ATTRIBUTE, this);
    }

    static Actor actor(Context context) {
        return of(context).token.actor();
    }

    static Role role(Context context) {
        return of(context).token.role();
    }

    private static Caller of(Context context) {
        Caller caller = context.attribute(ATTRIBUTE);
        return Objects.requireNonNull(caller, "the route is public");
    }
}
