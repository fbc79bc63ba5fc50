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

/** Trainings and their states. A state only changes as {@link TrainingState#mayBecome} allows. */
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

    /** Adds a training that waits for its process; empty if another one waits or runs. */
    public Optional<Training> add(Training.Plan plan, Actor actor) {
        return database.write(handle -> {
            if (list(handle).stream().anyMatch(other -> !other.state().isOver())) {
                return Optional.empty();
            }
            String id = ids.next();
            handle.createUpdate("""
                            insert into training (id, dataset, start, settings, state, by_name, created_at)
                            values (:id, :dataset, :start, :settings, :state, :by, :now)""")
                    .bind("id", id)
                    .bind("dataset", plan.dataset())
                    .bind("start", plan.start())
                    .bind("settings", JSON.writeValueAsString(plan.settings()))
                    .bind("state", Rows.word(TrainingState.QUEUED))
                    .bind("by", actor.name())
                    .bind("now", clock.millis())
                    .execute();
            audit.append(handle, event(actor, id, null, TrainingState.QUEUED));
            return find(handle, id);
        });
    }

    private static AuditLog.Event event(Actor actor, String id, @Nullable TrainingState before, TrainingState after) {
        return new AuditLog.Event(actor, "training", id, before == null ? null : Rows.word(before), Rows.word(after));
    }

    /** Notes the process that works on a training, which makes a waiting one a running one. Returns false if the training is over. */
    public boolean work(String id, Training.ChildProcess process) {
        return database.write(handle -> {
            Training training = find(handle, id).orElseThrow();
            if (training.state().isOver()) {
                return false;
            }
            if (training.state() == TrainingState.QUEUED) {
                audit.append(handle, event(Actor.PROGRAM, id, TrainingState.QUEUED, TrainingState.RUNNING));
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

    /** Notes that the process of a training was seen at work. */
    public void beat(String id) {
        database.write(handle -> handle.createUpdate("update training set heartbeat_at = :now where id = :id")
                .bind("now", clock.millis())
                .bind("id", id)
                .execute());
    }

    /** Ends a training. Returns false, and changes nothing, if it is over already, or may not end so. */
    public boolean end(String id, TrainingState state, Training.Outcome outcome, Actor actor) {
        return database.write(handle -> {
            TrainingState before = find(handle, id).orElseThrow().state();
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
            audit.append(handle, event(actor, id, before, state));
            return true;
        });
    }

    /** Returns all trainings, the newest first. */
    public List<Training> list() {
        return database.read(Trainings::list);
    }

    /** Returns the number of a training: how many there were when it was added, itself included. */
    public long number(String id) {
        return database.read(handle -> handle.createQuery("select count(*) from training where id <= :id")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
    }

    private static List<Training> list(Handle handle) {
        return handle.createQuery("select * from training order by id desc")
                .map((row, context) -> training(row))
                .list();
    }

    /** Returns a training; empty if there is none. */
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
