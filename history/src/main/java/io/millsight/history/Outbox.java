package io.millsight.history;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Inspections that another program is told of. An event is stored in the transaction of its inspection, and stays until it is delivered or given up:
 * a kill loses none. Several servers share one outbox; whoever claims an event has it for a minute.
 */
public final class Outbox {

    /** An event that was claimed and neither delivered nor failed is due again after this. */
    private static final Duration CLAIM = Duration.ofMinutes(1);

    /**
     * An event.
     *
     * @param id its identifier, the same at each attempt
     * @param inspection the identifier of the inspection
     * @param createdAt when the inspection was stored
     * @param attempts how often its delivery has been tried, this time included
     */
    public record Event(String id, String inspection, Instant createdAt, int attempts) {}

    private final Database database;
    private final AuditLog audit;
    private final Ulid ids;
    private final Clock clock;
    private volatile Predicate<StoredInspection> announced = inspection -> false;

    Outbox(Database database, AuditLog audit, Ulid ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Says which inspections are announced from now on; none before. */
    public void announce(Predicate<StoredInspection> wanted) {
        announced = wanted;
    }

    /** Adds an event in the transaction of its inspection, if it is announced. */
    void add(Handle handle, StoredInspection inspection) {
        if (!announced.test(inspection)) {
            return;
        }
        handle.createUpdate("""
                        insert into webhook_event (id, inspection, created_at, state, attempts, next_at)
                        values (:id, :inspection, :now, 'waiting', 0, :now)""")
                .bind("id", ids.next())
                .bind("inspection", inspection.id())
                .bind("now", clock.millis())
                .execute();
    }

    /** Claims the event that has been due for the longest time; empty if none is due. */
    public Optional<Event> claim() {
        long now = clock.millis();
        List<Event> due = database.read(handle -> handle.createQuery("""
                        select * from webhook_event where state = 'waiting' and next_at <= :now
                        order by next_at, id limit 10""")
                .bind("now", now)
                .map((row, context) -> new Event(
                        row.getString("id"),
                        row.getString("inspection"),
                        Rows.time(row, "created_at"),
                        row.getInt("attempts")))
                .list());
        return due.stream()
                .filter(event -> isClaimed(event, now))
                .map(event -> new Event(event.id, event.inspection, event.createdAt, event.attempts + 1))
                .findFirst();
    }

    /** Another server that was faster has counted an attempt. */
    private boolean isClaimed(Event event, long now) {
        return database.write(handle -> handle.createUpdate("""
                                update webhook_event set attempts = attempts + 1, next_at = :next
                                where id = :id and attempts = :attempts and state = 'waiting'""")
                        .bind("next", now + CLAIM.toMillis())
                        .bind("id", event.id)
                        .bind("attempts", event.attempts)
                        .execute())
                == 1;
    }

    /** Notes that an event was delivered. */
    public void delivered(Event event) {
        database.write(handle -> set(handle, event, "delivered", clock.millis(), null));
    }

    /** Notes that an event could not be delivered, and when to try again. */
    public void failed(Event event, String error, Instant next) {
        database.write(handle -> set(handle, event, "waiting", next.toEpochMilli(), error));
    }

    /** Notes that an event is not delivered any more, also in the audit. */
    public void giveUp(Event event, String error) {
        database.write(handle -> {
            int changed = set(handle, event, "given_up", clock.millis(), error);
            if (changed == 1) {
                audit.append(
                        handle, new AuditLog.Event(Actor.PROGRAM, "webhook_given_up", event.inspection, null, error));
            }
            return changed;
        });
    }

    /** Changes an event, unless another server has claimed it since: then it is the other one's to say what became of it. */
    private static int set(Handle handle, Event event, String state, long next, @Nullable String error) {
        return handle.createUpdate("""
                        update webhook_event set state = :state, next_at = :next, error = :error
                        where id = :id and attempts = :attempts""")
                .bind("attempts", event.attempts)
                .bind("state", state)
                .bind("next", next)
                .bind("error", error)
                .bind("id", event.id)
                .execute();
    }

    /** Returns the number of events that wait for their delivery. */
    public long waiting() {
        return database.read(handle -> handle.createQuery("select count(*) from webhook_event where state = 'waiting'")
                .mapTo(Long.class)
                .one());
    }
}
