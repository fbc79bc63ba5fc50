package io.millsight.history;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The inspections that wait for a person. A lease keeps an inspection for one person for a while, so two people never work on the same one. */
public final class ReviewQueue {

    /** How long a lease lasts. */
    public static final Duration LEASE = Duration.ofMinutes(10);

    /**
     * The state of the queue.
     *
     * @param backlog the number of waiting inspections
     * @param leased how many of them somebody is looking at
     * @param byReason the number of waiting inspections by reason
     */
    public record Summary(long backlog, long leased, Map<QueueEntry.Reason, Long> byReason) {}

    private final Database database;
    private final Ulid ids;
    private final Clock clock;

    ReviewQueue(Database database, Ulid ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** Leases the waiting inspection of the highest priority that nobody holds; among equal ones, the oldest. */
    public LeaseResult next(Actor person) {
        return next(person, QueueSelection.ALL);
    }

    /** Leases, of the inspections that the person wants, the one of the highest priority that nobody holds. */
    public LeaseResult next(Actor person, QueueSelection wanted) {
        // A list that is never empty: not every database takes an empty one.
        List<String> excluded =
                Stream.concat(Stream.of(""), wanted.excluded().stream()).toList();
        return database.write(handle -> handle.createQuery("""
                        select review_item.inspection from review_item
                        join inspection on inspection.id = review_item.inspection
                        where (leased_until is null or leased_until <= :now)
                          and (cast(:line as text) is null or inspection.line = :line)
                          and review_item.inspection not in (<excluded>)
                        order by priority desc, review_item.inspection limit 1""")
                .bind("now", clock.millis())
                .bind("line", wanted.line())
                .bindList("excluded", excluded)
                .mapTo(String.class)
                .findOne()
                .map(inspection -> lease(handle, inspection, ids.next(), person))
                .orElseGet(LeaseResult.Nothing::new));
    }

    /** Leases a certain inspection, or prolongs the person's own lease. */
    public LeaseResult lease(String inspection, Actor person) {
        return database.write(handle -> {
            Optional<ReviewResult.Leased> holder = otherHolder(handle, inspection, person, clock.millis());
            if (holder.isPresent()) {
                return new LeaseResult.Held(holder.get().holder(), holder.get().until());
            }
            return handle.createQuery("select lease, leased_until from review_item where inspection = :inspection")
                    .bind("inspection", inspection)
                    .map((row, context) -> {
                        boolean own = row.getLong("leased_until") > clock.millis();
                        String lease = own ? row.getString("lease") : ids.next();
                        return lease(handle, inspection, lease, person);
                    })
                    .findOne()
                    .orElseGet(LeaseResult.Nothing::new);
        });
    }

    private LeaseResult lease(Handle handle, String inspection, String lease, Actor person) {
        Instant until = Instant.ofEpochMilli(clock.millis()).plus(LEASE);
        handle.createUpdate("""
                        update review_item
                        set lease = :lease, leased_by = :by, leased_name = :name, leased_until = :until
                        where inspection = :inspection""")
                .bind("lease", lease)
                .bind("by", person.id())
                .bind("name", person.name())
                .bind("until", until.toEpochMilli())
                .bind("inspection", inspection)
                .execute();
        return new LeaseResult.Granted(lease, inspection, until);
    }

    /** Gives a lease back. Nothing happens if it has ended or belongs to somebody else. */
    public void release(String lease, Actor person) {
        database.write(handle -> handle.createUpdate("""
                        update review_item set lease = null, leased_by = null, leased_name = null, leased_until = null
                        where lease = :lease and leased_by = :by""")
                .bind("lease", lease)
                .bind("by", person.id())
                .execute());
    }

    /** Counts the waiting inspections of all lines. */
    public Summary summary() {
        return summary(null);
    }

    /**
     * Counts the waiting inspections.
     *
     * @param line those of a line only; null for those of all lines
     */
    public Summary summary(@Nullable String line) {
        return database.read(handle -> {
            Map<QueueEntry.Reason, Long> byReason = new EnumMap<>(QueueEntry.Reason.class);
            handle.createQuery("""
                            select why, count(*) as number from review_item
                            join inspection on inspection.id = review_item.inspection
                            where cast(:line as text) is null or inspection.line = :line group by why""")
                    .bind("line", line)
                    .map((row, context) ->
                            Map.entry(Rows.constant(QueueEntry.Reason.class, row, "why"), row.getLong("number")))
                    .forEach(count -> byReason.put(count.getKey(), count.getValue()));
            long leased = handle.createQuery("""
                            select count(*) from review_item
                            join inspection on inspection.id = review_item.inspection
                            where leased_until > :now and (cast(:line as text) is null or inspection.line = :line)""")
                    .bind("now", clock.millis())
                    .bind("line", line)
                    .mapTo(Long.class)
                    .one();
            long backlog = byReason.values().stream().mapToLong(Long::longValue).sum();
            return new Summary(backlog, leased, byReason);
        });
    }

    /** Returns the names of the lines of which there are inspections since a time, sorted. */
    public List<String> lines(Instant since) {
        return database.read(handle -> handle.createQuery("""
                        select distinct line from inspection where created_at >= :since and line is not null
                        order by line""")
                .bind("since", since.toEpochMilli())
                .mapTo(String.class)
                .list());
    }

    /** Returns who else holds an inspection. */
    static Optional<ReviewResult.Leased> otherHolder(Handle handle, String inspection, Actor person, long now) {
        return handle.createQuery("""
                        select leased_name, leased_until from review_item
                        where inspection = :inspection and leased_until > :now and leased_by <> :by""")
                .bind("inspection", inspection)
                .bind("now", now)
                .bind("by", person.id())
                .map((row, context) ->
                        new ReviewResult.Leased(row.getString("leased_name"), Rows.time(row, "leased_until")))
                .findOne();
    }
}
