package io.millsight.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * What happened to the records, in the order of the identifiers.
 *
 * <p>The identifiers of one server rise with each transaction. Those of several servers follow their clocks: a record may appear with a smaller
 * identifier than others that were there before. So whoever reads on begins a little {@linkplain #overlap earlier}, and leaves out what is known.
 */
public final class RecordEvents {

    /** The clocks of servers that share a database differ by less. */
    private static final Duration LARGEST_DIFFERENCE = Duration.ofSeconds(10);

    private final Database database;
    private final Clock clock;

    RecordEvents(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Returns whether a text has the form of an identifier. */
    public static boolean isId(String text) {
        return Ulid.isOne(text);
    }

    /** Returns the smallest identifier that an event has from now on. */
    public String now() {
        return Ulid.first(clock.instant());
    }

    /** Returns the identifier after which all events have to be read again, so that none is missed of those that come after a known one. */
    public String overlap(String known) {
        if (!database.isShared()) {
            return known;
        }
        Instant now = clock.instant();
        Instant time = Ulid.time(known);
        return Ulid.first((time.isBefore(now) ? time : now).minus(LARGEST_DIFFERENCE));
    }

    /** Returns the events with the smallest identifiers that are greater than one. */
    public List<RecordEvent> after(String id, int limit) {
        return database.read(handle -> Stream.<Function<Query, Stream<? extends RecordEvent>>>of(
                        RecordEvents::inspections, RecordEvents::reviews, RecordEvents::deployments)
                .flatMap(table -> table.apply(new Query(handle, id, limit)))
                .sorted(Comparator.comparing(RecordEvent::id))
                .limit(limit)
                .map(RecordEvent.class::cast)
                .toList());
    }

    private record Query(Handle handle, String after, int limit) {

        private org.jdbi.v3.core.statement.Query of(String sql) {
            return handle.createQuery(sql).bind("after", after).bind("limit", limit);
        }
    }

    private static Stream<RecordEvent.Inspected> inspections(Query query) {
        return query
                .of("select * from inspection where id > :after order by id limit :limit")
                .map((row, context) -> new RecordEvent.Inspected(
                        row.getString("id"),
                        Rows.time(row, "created_at"),
                        Inspections.context(row),
                        Rows.constant(Verdict.class, row, "verdict"),
                        disposition(row)))
                .list()
                .stream();
    }

    private static Stream<RecordEvent.Reviewed> reviews(Query query) {
        return query
                .of("""
                        select i.*, r.id as review, r.at, r.action, r.by_name
                        from review r join inspection i on i.id = r.inspection
                        where r.id > :after order by r.id limit :limit""")
                .map((row, context) -> new RecordEvent.Reviewed(
                        row.getString("review"),
                        Rows.time(row, "at"),
                        row.getString("id"),
                        Inspections.context(row),
                        Rows.constant(ReviewAction.class, row, "action"),
                        row.getString("by_name"),
                        disposition(row)))
                .list()
                .stream();
    }

    /** Leaves out deployments of the model that was active before: those of servers with other settings. */
    private static Stream<RecordEvent.Deployed> deployments(Query query) {
        return query
                .of(Deployments.SELECT + """
                        where d.mode = 'active' and d.id > :after and d.adapter <> coalesce(
                          (select b.adapter from deployment b where b.mode = 'active' and b.id < d.id
                           order by b.id desc limit 1), '')
                        order by d.id limit :limit""")
                .map((row, context) -> new RecordEvent.Deployed(Deployments.deployment(row)))
                .list()
                .stream();
    }

    private static Disposition disposition(ResultSet row) throws SQLException {
        return Rows.constant(Disposition.class, row, "disposition");
    }
}
