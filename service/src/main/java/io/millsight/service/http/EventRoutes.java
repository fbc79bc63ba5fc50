package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.history.RecordEvents;
import org.jspecify.annotations.Nullable;

/** The route of those who listen to what happens. */
final class EventRoutes {

    private static final String LAST_ID = "Last-Event-ID";

    private final AccessGuard guard;
    private final EventFeed feed;

    EventRoutes(AccessGuard guard, EventFeed feed) {
        this.guard = guard;
        this.feed = feed;
    }

    void listen(Context context) {
        EventClient client = new EventClient(
                context, guard.isStillLoggedIn(context), given(context.queryParam("line")), lastId(context));
        feed.add(client);
        context.future(client::begin);
    }

    private static @Nullable String lastId(Context context) {
        String id = given(context.header(LAST_ID));
        if (id != null && !RecordEvents.isId(id)) {
            throw QueryText.refused(LAST_ID, id, "the id of an event");
        }
        return id;
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
