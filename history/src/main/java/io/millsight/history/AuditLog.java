package io.millsight.history;

import io.millsight.files.Hashes;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what. Entries are only added. Each holds the hash of the entry before it, so that a changed or removed entry can be found: the hash of
 * an entry is the SHA-256 of the JSON list of the former hash and the entry's values.
 */
public final class AuditLog {

    /** The hash before the first entry. */
    private static final String START = "0".repeat(64);

    /**
     * Something that was done.
     *
     * @param actor who did it
     * @param action what, as one word, for example {@code review}
     * @param subject the identifier of what it was done to
     * @param before the former state in words; null for none
     * @param after the new state in words; null for none
     */
    public record Event(
            Actor actor,
            String action,
            String subject,
            @Nullable String before,
            @Nullable String after) {}

    /**
     * An entry.
     *
     * @param seq its number, from 1
     * @param at when it was written
     * @param actor the name of who did it
     * @param action what was done
     * @param subject what it was done to
     * @param before the former state; null for none
     * @param after the new state; null for none
     */
    public record Entry(
            long seq,
            Instant at,
            String actor,
            String action,
            String subject,
            @Nullable String before,
            @Nullable String after) {}

    private record Link(Entry entry, String previous, String sha256) {}

    private final Database database;
    private final Clock clock;

    AuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Adds an entry. */
    public void append(Event event) {
        database.write(handle -> {
            append(handle, event);
            return event;
        });
    }

    /** Adds an entry in the transaction of what it tells. */
    void append(Handle handle, Event event) {
        Link last = last(handle);
        long seq = last == null ? 1 : last.entry.seq + 1;
        String previous = last == null ? START : last.sha256;
        Entry entry = new Entry(
                seq,
                Instant.ofEpochMilli(clock.millis()),
                event.actor.name(),
                event.action,
                event.subject,
                event.before,
                event.after);
        handle.createUpdate("""
                        insert into audit (seq, at, actor, action, subject, before, after, previous_sha256, sha256)
                        values (:seq, :at, :actor, :action, :subject, :before, :after, :previous, :sha256)""")
                .bind("seq", seq)
                .bind("at", entry.at.toEpochMilli())
                .bind("actor", entry.actor)
                .bind("action", entry.action)
                .bind("subject", entry.subject)
                .bind("before", entry.before)
                .bind("after", entry.after)
                .bind("previous", previous)
                .bind("sha256", hash(previous, entry))
                .execute();
    }

    private static @Nullable Link last(Handle handle) {
        return select(handle, "order by seq desc limit 1").stream().findFirst().orElse(null);
    }

    private static List<Link> select(Handle handle, String range) {
        return handle.createQuery("select * from audit " + range)
                .map((row, context) -> new Link(
                        new Entry(
                                row.getLong("seq"),
                                Rows.time(row, "at"),
                                row.getString("actor"),
                                row.getString("action"),
                                row.getString("subject"),
                                row.getString("before"),
                                row.getString("after")),
                        row.getString("previous_sha256"),
                        row.getString("sha256")))
                .list();
    }

    private static String hash(String previous, Entry entry) {
        return Hashes.hex(Hashes.sha256(Rows.json(Arrays.asList(
                previous,
                entry.seq,
                entry.at.toEpochMilli(),
                entry.actor,
                entry.action,
                entry.subject,
                entry.before,
                entry.after))));
    }

    /**
     * Returns entries, the newest first.
     *
     * @param before entries from this number on are left out
     * @param limit the largest number of entries
     */
    public List<Entry> list(long before, int limit) {
        return database.read(
                handle -> select(handle, "where seq < " + before + " order by seq desc limit " + limit).stream()
                        .map(Link::entry)
                        .toList());
    }

    /** Checks all hashes and returns the number of the first entry that was changed, or that follows a removed one; empty if all is well. */
    public OptionalLong firstBroken() {
        return database.read(AuditLog::firstBroken);
    }

    static OptionalLong firstBroken(Handle handle) {
        String previous = START;
        long seq = 0;
        for (Link link : select(handle, "order by seq")) {
            seq++;
            if (link.entry.seq != seq
                    || !link.previous.equals(previous)
                    || !link.sha256.equals(hash(previous, link.entry))) {
                return OptionalLong.of(link.entry.seq);
            }
            previous = link.sha256;
        }
        return OptionalLong.empty();
    }
}
