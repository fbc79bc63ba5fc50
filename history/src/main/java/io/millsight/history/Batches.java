package io.millsight.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Batches of jobs with their figures. */
public final class Batches {

    private final Database database;
    private final Ulid ids;
    private final Clock clock;

    Batches(Database database, Ulid ids) {
        this.database = database;
        this.ids = ids;
        clock = ids.clock();
    }

    /** Adds a batch without jobs. */
    public Batch add(String name, Actor actor) {
        return database.write(handle -> {
            String id = ids.next();
            handle.createUpdate("insert into batch (id, name, by_name, created_at) values (:id, :name, :by, :now)")
                    .bind("id", id)
                    .bind("name", name)
                    .bind("by", actor.name())
                    .bind("now", clock.millis())
                    .execute();
            return find(handle, id).orElseThrow();
        });
    }

    /** Returns a batch; empty if there is none. */
    public Optional<Batch> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<Batch> find(Handle handle, String id) {
        return handle.createQuery("select * from batch where id = :id")
                .bind("id", id)
                .map((row, context) -> batch(handle, row))
                .findOne();
    }

    /**
     * Returns batches, the newest first.
     *
     * @param cursor the identifier of a batch: only older ones are returned; null for the newest
     * @param limit the largest number of batches
     */
    public List<Batch> list(@Nullable String cursor, int limit) {
        return database.read(handle -> handle.createQuery("""
                        select * from batch where (:cursor is null or id < :cursor) order by id desc limit :limit""")
                .bind("cursor", cursor)
                .bind("limit", limit)
                .map((row, context) -> batch(handle, row))
                .list());
    }

    /** What the jobs of a batch come to. */
    private static final class Figures {

        private final Map<Job.State, Long> jobs = new EnumMap<>(Job.State.class);
        private final Map<Verdict, Long> verdicts = new HashMap<>();
        private @Nullable Instant started;
        private @Nullable Instant ended;

        /** Adds the jobs of one state and one verdict. */
        private void add(ResultSet row) throws SQLException {
            long number = row.getLong("number");
            jobs.merge(Rows.constant(Job.State.class, row, "state"), number, Long::sum);
            if (row.getString("verdict") != null) {
                verdicts.merge(Rows.constant(Verdict.class, row, "verdict"), number, Long::sum);
            }
            Instant first = Rows.optionalTime(row, "first_at");
            if (first != null && (started == null || first.isBefore(started))) {
                started = first;
            }
            Instant last = Rows.optionalTime(row, "last_at");
            if (last != null && (ended == null || last.isAfter(ended))) {
                ended = last;
            }
        }

        private boolean isOver() {
            return !jobs.containsKey(Job.State.WAITING) && !jobs.containsKey(Job.State.RUNNING);
        }
    }

    private static Batch batch(Handle handle, ResultSet row) throws SQLException {
        Figures figures = new Figures();
        handle.createQuery("""
                        select j.state, i.verdict, count(*) as number,
                          min(j.started_at) as first_at, max(j.ended_at) as last_at
                        from job j left join inspection i on i.id = j.inspection
                        where j.batch = :batch group by j.state, i.verdict""")
                .bind("batch", row.getString("id"))
                .map((group, context) -> {
                    figures.add(group);
                    return group.getString("state");
                })
                .list();
        return new Batch(
                row.getString("id"),
                row.getString("name"),
                row.getString("by_name"),
                Rows.time(row, "created_at"),
                figures.started,
                figures.isOver() ? figures.ended : null,
                figures.jobs,
                figures.verdicts);
    }
}
