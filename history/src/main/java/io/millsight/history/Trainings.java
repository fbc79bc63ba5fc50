package io.millsight.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trainings and measurements, and their states. A state only changes as {@link TrainingState#mayBecome} allows. Several servers share them: one at a
 * time claims a training, and keeps it for as long as it is heard of.
 */
public final class Trainings {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

    private final Database database;
    private final AuditLog audit;
    private final Ulid ids;
    private final Clock clock;

    Trainings(Database database, AuditLog audit, Ulid ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Adds a training that waits for its process; empty if another one waits or runs.
     *
     * @param owner the name of the server that is going to work on it; null for whichever claims it first
     */
    public Optional<Training> add(Training.Plan plan, Actor actor, @Nullable String owner) {
        return database.write(handle -> {
            if (!open(handle).isEmpty()) {
                return Optional.empty();
            }
            String id = ids.next();
            handle.createUpdate("""
                            insert into training (id, kind, dataset, start, settings, state, by_name, created_at,
                            owner, heartbeat_at)
                            values (:id, :kind, :dataset, :start, :settings, :state, :by, :now, :owner, :heartbeat)""")
                    .bind("id", id)
                    .bind("kind", Rows.word(plan.kind()))
                    .bind("dataset", plan.dataset())
                    .bind("start", plan.start())
                    .bind("settings", JSON.writeValueAsString(plan.settings()))
                    .bind("state", Rows.word(TrainingState.QUEUED))
                    .bind("by", actor.name())
                    .bind("now", clock.millis())
                    .bind("owner", owner)
                    .bind("heartbeat", owner == null ? null : clock.millis())
                    .execute();
            Training added = find(handle, id).orElseThrow();
            audit.append(handle, event(actor, added, null, TrainingState.QUEUED));
            return Optional.of(added);
        });
    }

    private static AuditLog.Event event(
            Actor actor, Training training, @Nullable TrainingState before, TrainingState after) {
        String action = switch (training.plan().kind()) {
            case TRAIN -> "training";
            case MEASURE -> "measurement";
        };
        return new AuditLog.Event(
                actor, action, training.id(), before == null ? null : Rows.word(before), Rows.word(after));
    }

    /**
     * Lets a server work on a training. Returns false, and changes nothing, if the training is over, or another server was heard of since a moment. A
     * server that has the records for itself need not care for others.
     *
     * @param owner the name of the server
     */
    public boolean claim(String id, String owner, Instant silentSince) {
        return database.write(handle -> handle.createUpdate("""
                                update training set owner = :owner, heartbeat_at = :now
                                where id = :id and state in ('queued', 'running')
                                and (heartbeat_at is null or heartbeat_at <= :silent or owner = :owner)""")
                        .bind("owner", owner)
                        .bind("now", clock.millis())
                        .bind("id", id)
                        .bind("silent", database.isShared() ? silentSince.toEpochMilli() : clock.millis())
                        .execute())
                == 1;
    }

    /** Notes that a server is at work on a training. Returns false if the training is over, or another server has claimed it. */
    public boolean beat(String id, String owner) {
        return database.write(handle -> handle.createUpdate("""
                                update training set heartbeat_at = :now
                                where id = :id and owner = :owner and state in ('queued', 'running')""")
                        .bind("now", clock.millis())
                        .bind("id", id)
                        .bind("owner", owner)
                        .execute())
                == 1;
    }

    /** Lets any server claim a training from now on. */
    public void release(String id, String owner) {
        database.write(handle -> handle.createUpdate(
                        "update training set owner = null, heartbeat_at = null where id = :id and owner = :owner")
                .bind("id", id)
                .bind("owner", owner)
                .execute());
    }

    /** Notes the process that works on a training, which makes a waiting one a running one. Returns false if the training is over. */
    public boolean work(String id, Training.ChildProcess process) {
        return database.write(handle -> {
            Training training = find(handle, id).orElseThrow();
            if (training.state().isOver()) {
                return false;
            }
            if (training.state() == TrainingState.QUEUED) {
                audit.append(handle, event(Actor.PROGRAM, training, TrainingState.QUEUED, TrainingState.RUNNING));
            }
            handle.createUpdate("""
                            update training set state = :state, pid = :pid, process_started_at = :process,
                            started_at = coalesce(started_at, :now), heartbeat_at = :now where id = :id""")
                    .bind("state", Rows.word(TrainingState.RUNNING))
                    .bind("pid", process.pid())
                    .bind("process", process.started().toEpochMilli())
                    .bind("now", clock.millis())
                    .bind("id", id)
                    .execute();
            return true;
        });
    }

    /** Ends a training. Returns false, and changes nothing, if it is over already, or may not end so. */
    public boolean end(String id, TrainingState state, Training.Outcome outcome, Actor actor) {
        return database.write(handle -> {
            Training training = find(handle, id).orElseThrow();
            TrainingState before = training.state();
            if (!state.isOver() || !before.mayBecome(state)) {
                return false;
            }
            handle.createUpdate("""
                            update training set state = :state, ended_at = :now, exit_code = :code, message = :message,
                            metrics = :metrics where id = :id""")
                    .bind("state", Rows.word(state))
                    .bind("now", clock.millis())
                    .bind("code", outcome.exitCode())
                    .bind("message", outcome.message())
                    .bind("metrics", outcome.metrics())
                    .bind("id", id)
                    .execute();
            audit.append(handle, event(actor, training, before, state));
            return true;
        });
    }

    /** Returns all trainings, the newest first. */
    public List<Training> list() {
        return database.read(handle -> list(handle, Training.Kind.TRAIN));
    }

    /** Returns all measurements, the newest first. */
    public List<Training> measurements() {
        return database.read(handle -> list(handle, Training.Kind.MEASURE));
    }

    /** Returns the trainings and measurements that are not over: one, or none. */
    public List<Training> open() {
        return database.read(Trainings::open);
    }

    /** Returns the number of a training: how many there were when it was added, itself included, and measurements left out. */
    public long number(String id) {
        return database.read(
                handle -> handle.createQuery("select count(*) from training where id <= :id and kind = 'train'")
                        .bind("id", id)
                        .mapTo(Long.class)
                        .one());
    }

    private static List<Training> list(Handle handle, Training.Kind kind) {
        return handle.createQuery("select * from training where kind = :kind order by id desc")
                .bind("kind", Rows.word(kind))
                .map((row, context) -> training(row))
                .list();
    }

    private static List<Training> open(Handle handle) {
        return handle.createQuery("select * from training where state in ('queued', 'running') order by id")
                .map((row, context) -> training(row))
                .list();
    }

    /** Returns a training or a measurement; empty if there is none. */
    public Optional<Training> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<Training> find(Handle handle, String id) {
        return handle.createQuery("select * from training where id = :id")
                .bind("id", id)
                .map((row, context) -> training(row))
                .findOne();
    }

    private static Training training(ResultSet row) throws SQLException {
        Instant process = Rows.optionalTime(row, "process_started_at");
        return new Training(
                row.getString("id"),
                new Training.Plan(
                        Rows.constant(Training.Kind.class, row, "kind"),
                        row.getString("dataset"),
                        row.getString("start"),
                        JSON.readValue(row.getString("settings"), SETTINGS)),
                Rows.constant(TrainingState.class, row, "state"),
                row.getString("by_name"),
                new Training.Times(
                        Rows.time(row, "created_at"),
                        Rows.optionalTime(row, "started_at"),
                        Rows.optionalTime(row, "ended_at"),
                        Rows.optionalTime(row, "heartbeat_at")),
                process == null ? null : new Training.ChildProcess(row.getLong("pid"), process),
                new Training.Outcome(
                        Rows.optionalInteger(row, "exit_code"), row.getString("message"), row.getString("metrics")));
    }
}
