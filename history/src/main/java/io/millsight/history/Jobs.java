package io.millsight.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that were accepted and are inspected later. Several servers share the jobs: whoever claims one has it for a minute, and for longer if
 * it is heard of meanwhile. A job ends in the transaction that stores its inspection, so that a kill neither loses nor doubles one.
 */
public final class Jobs {

    /** A job whose server was not heard of for so long waits again. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    /** A job that was begun so often without an end is not begun again. */
    static final int MOST_ATTEMPTS = 3;

    /** Jobs of servers that are gone. A server that has the records for itself need not wait for the end of another's lease. */
    private static final String LOST =
            "state = 'running' and (lease_until <= :now or (:shared = 0 and lease_owner <> :owner))";

    private static final String SELECT = """
            select j.*, m.bytes, m.width, m.height, m.format, m.removed_at
            from job j join image m on m.sha256 = j.image\s""";

    private final Database database;
    private final AuditLog audit;
    private final Idempotency idempotency;
    private final ImageRows images;
    private final Ulid ids;
    private final Clock clock;

    Jobs(Database database, AuditLog audit, Idempotency idempotency, ImageRows images, Ulid ids) {
        this.database = database;
        this.audit = audit;
        this.idempotency = idempotency;
        this.images = images;
        this.ids = ids;
        clock = ids.clock();
    }

    /**
     * Adds a job that waits, with the key of its request.
     *
     * @param image its file is already in the {@link ImageStore}
     * @param batch the identifier of its batch; null for none
     * @param key null for a request without one
     * @throws MissingImageException if the file of the image is not there any more; the caller stores it again
     */
    public Job add(StoredImage image, CaptureContext context, @Nullable String batch, @Nullable IdempotencyKey key) {
        return database.write(handle -> {
            String id = ids.next();
            images.keep(handle, image);
            Update insert = handle.createUpdate("""
                            insert into job (id, image, batch, state, attempts, created_at,
                              line, product, coil, frame, side, x_mm, y_mm, length_mm, taken_at)
                            values (:id, :image, :batch, 'waiting', 0, :now,
                              :line, :product, :coil, :frame, :side, :x, :y, :length, :taken)""")
                    .bind("id", id)
                    .bind("image", image.sha256())
                    .bind("batch", batch)
                    .bind("now", clock.millis());
            Inspections.bind(insert, context).execute();
            idempotency.store(handle, key, id);
            return find(handle, id).orElseThrow();
        });
    }

    /** Returns a job; empty if there is none. */
    public Optional<Job> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<Job> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "where j.id = :id")
                .bind("id", id)
                .map((row, context) -> job(row))
                .findOne();
    }

    /** Returns the number of jobs in a state. */
    public long count(Job.State state) {
        return database.read(handle -> handle.createQuery("select count(*) from job where state = :state")
                .bind("state", Rows.word(state))
                .mapTo(Long.class)
                .one());
    }

    /** Returns the first jobs of a batch that failed. */
    public List<Job> failures(String batch, int limit) {
        return database.read(handle -> handle.createQuery(
                        SELECT + "where j.batch = :batch and j.state = 'failed' order by j.id limit :limit")
                .bind("batch", batch)
                .bind("limit", limit)
                .map((row, context) -> job(row))
                .list());
    }

    /** Returns how often the job was begun that comes next; empty if none waits. Those come first that were begun before. */
    public OptionalInt next() {
        return database.read(handle -> handle.createQuery("select max(attempts) from job where state = 'waiting'")
                        .mapTo(Integer.class)
                        .findOne())
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    /**
     * Claims the oldest job that waits and was begun so often; empty if there is none.
     *
     * @param owner the name of the server, which has the job until the lease ends
     */
    public Optional<Job> claim(String owner, int attempts) {
        return database.write(handle -> {
            Optional<String> id = handle.createQuery("""
                            select id from job where state = 'waiting' and attempts = :attempts
                            order by id limit 1""")
                    .bind("attempts", attempts)
                    .mapTo(String.class)
                    .findOne();
            if (id.isEmpty()) {
                return Optional.empty();
            }
            handle.createUpdate("""
                            update job set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, :now),
                            lease_owner = :owner, lease_until = :until where id = :id""")
                    .bind("now", clock.millis())
                    .bind("owner", owner)
                    .bind("until", clock.millis() + LEASE.toMillis())
                    .bind("id", id.get())
                    .execute();
            return find(handle, id.get());
        });
    }

    /** Makes the leases longer of jobs that a server works on. */
    public void beat(Collection<String> jobs, String owner) {
        if (jobs.isEmpty()) {
            return;
        }
        database.write(handle -> handle.createUpdate("""
                        update job set lease_until = :until
                        where id in (<jobs>) and state = 'running' and lease_owner = :owner""")
                .bindList("jobs", List.copyOf(jobs))
                .bind("until", clock.millis() + LEASE.toMillis())
                .bind("owner", owner)
                .execute());
    }

    /** Lets the jobs wait again whose server is gone; those fail that were begun too often. */
    public void takeBack(String owner) {
        boolean none =
                database.read(handle -> lost(handle.createQuery("select id from job where " + LOST + " limit 1"), owner)
                        .mapTo(String.class)
                        .findOne()
                        .isEmpty());
        if (none) {
            return;
        }
        database.write(handle -> {
            lost(handle.createUpdate("""
                                    update job set state = 'failed', ended_at = :now, lease_owner = null,
                                    lease_until = null, problem_type = 'failed', problem_text = :text
                                    where attempts >= :most and\s""" + LOST), owner)
                    .bind("most", MOST_ATTEMPTS)
                    .bind(
                            "text",
                            "the service ended, or lost its database, " + MOST_ATTEMPTS
                                    + " times while it worked on this picture")
                    .execute();
            return lost(
                            handle.createUpdate("update job set state = 'waiting', lease_owner = null,"
                                    + " lease_until = null where " + LOST),
                            owner)
                    .execute();
        });
    }

    private <S extends SqlStatement<S>> S lost(S statement, String owner) {
        return statement
                .bind("now", clock.millis())
                .bind("shared", database.isShared() ? 1 : 0)
                .bind("owner", owner);
    }

    /** Lets a job wait again that its server has not begun; the attempt does not count. */
    public void release(Job job, String owner) {
        database.write(handle -> handle.createUpdate("""
                        update job set state = 'waiting', attempts = attempts - 1, lease_owner = null,
                        lease_until = null where id = :id and state = 'running' and lease_owner = :owner""")
                .bind("id", job.id())
                .bind("owner", owner)
                .execute());
    }

    /** Ends a job without an inspection. Nothing happens if another server has it now. */
    public void fail(Job job, String owner, Job.Problem problem) {
        database.write(handle -> handle.createUpdate("""
                        update job set state = 'failed', ended_at = :now, lease_owner = null, lease_until = null,
                        problem_type = :type, problem_text = :text
                        where id = :id and state = 'running' and lease_owner = :owner""")
                .bind("now", clock.millis())
                .bind("type", problem.type())
                .bind("text", problem.text())
                .bind("id", job.id())
                .bind("owner", owner)
                .execute());
    }

    /** Ends the job that an inspection has the key of, if it is the key of a job, in the transaction of the inspection. */
    static void done(Handle handle, @Nullable IdempotencyKey key, String inspection, long now) {
        String id = key == null ? null : Job.ofKey(key.key());
        if (id != null) {
            handle.createUpdate("""
                            update job set state = 'done', ended_at = :now, inspection = :inspection,
                            lease_owner = null, lease_until = null where id = :id""")
                    .bind("now", now)
                    .bind("inspection", inspection)
                    .bind("id", id)
                    .execute();
        }
    }

    /** Cancels a job that waits. Returns false, and changes nothing, if it does not wait. */
    public boolean cancel(String id, Actor actor) {
        return database.write(handle -> cancel(handle, "id", id, actor, "job_cancelled")) == 1;
    }

    /** Cancels the jobs of a batch that wait; returns how many. */
    public int cancelBatch(String batch, Actor actor) {
        return database.write(handle -> cancel(handle, "batch", batch, actor, "batch_cancelled"));
    }

    private int cancel(Handle handle, String column, String value, Actor actor, String action) {
        int cancelled = handle.createUpdate("update job set state = 'cancelled', ended_at = :now where " + column
                        + " = :value and state = 'waiting'")
                .bind("now", clock.millis())
                .bind("value", value)
                .execute();
        if (cancelled > 0) {
            audit.append(handle, new AuditLog.Event(actor, action, value, null, cancelled + " jobs"));
        }
        return cancelled;
    }

    private static Job job(ResultSet row) throws SQLException {
        String problem = row.getString("problem_type");
        return new Job(
                row.getString("id"),
                Inspections.image(row, "image"),
                Inspections.context(row),
                row.getString("batch"),
                Rows.constant(Job.State.class, row, "state"),
                row.getInt("attempts"),
                new Job.Times(
                        Rows.time(row, "created_at"),
                        Rows.optionalTime(row, "started_at"),
                        Rows.optionalTime(row, "ended_at")),
                row.getString("inspection"),
                problem == null ? null : new Job.Problem(problem, row.getString("problem_text")));
    }
}
