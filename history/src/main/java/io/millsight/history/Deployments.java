package io.millsight.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which model answered when. */
public final class Deployments {

    static final String SELECT = """
            select d.*, a.model, a.base_sha256, a.adapter as adapter_name, a.adapter_sha256, a.prompt_sha256, a.types
            from deployment d join adapter a on a.id = d.adapter\s""";

    private final Database database;
    private final AuditLog audit;
    private final Ulid ids;
    private final Clock clock;

    Deployments(Database database, AuditLog audit, Ulid ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Enters a model that a server answers with from its start on. A server that has the records for itself ends the deployment of another model or
     * of other settings. One that shares them ends nothing: with other settings it has a deployment of its own beside those of the same model.
     *
     * @throws HistoryException if the records are shared, and another model is active
     */
    public Deployment activate(Deployment.Model model, Deployment.Settings settings, Actor actor) {
        Change start = new Change(Deployment.Mode.ACTIVE, null, null);
        return database.write(handle -> {
            List<Deployment> active = allRunning(handle, Deployment.Mode.ACTIVE);
            Optional<Deployment> known = same(active, model, settings);
            if (known.isPresent()) {
                return known.get();
            }
            if (!database.isShared() || active.isEmpty()) {
                return change(handle, model, settings, actor, start);
            }
            if (active.stream().noneMatch(deployment -> deployment.model().equals(model))) {
                throw new HistoryException(active.get(0).model().words() + " is the active model of these records, and"
                        + " other servers may be answering with it; start with the same --model and --adapter");
            }
            return add(handle, model, settings, actor, start);
        });
    }

    /**
     * Enters a server with a model that another server has let answer: it shares the deployment of the same settings, or gets one of its own beside
     * it. Empty if another model answers in this mode by now.
     */
    public Optional<Deployment> join(
            Deployment.Mode mode, Deployment.Model model, Deployment.Settings settings, Actor actor) {
        return database.write(handle -> {
            List<Deployment> running = allRunning(handle, mode);
            if (running.stream().noneMatch(deployment -> deployment.model().equals(model))) {
                return Optional.empty();
            }
            return same(running, model, settings)
                    .or(() -> Optional.of(add(handle, model, settings, actor, new Change(mode, null, null))));
        });
    }

    private static Optional<Deployment> same(
            List<Deployment> running, Deployment.Model model, Deployment.Settings settings) {
        return running.stream()
                .filter(deployment -> deployment.model().equals(model)
                        && deployment.settings().equals(settings))
                .findFirst();
    }

    /**
     * What a person decides.
     *
     * @param mode what the model answers for from now on
     * @param reason in the person's words; null for none
     * @param canary the boxes that the model found on the canary image, as text; null if it was not asked yet
     */
    public record Change(
            Deployment.Mode mode,
            @Nullable String reason,
            @Nullable String canary) {}

    /** Lets a model answer from now on, which ends the running deployment of the same mode. It is always a new deployment. */
    public Deployment change(Deployment.Model model, Deployment.Settings settings, Actor actor, Change change) {
        return database.write(handle -> change(handle, model, settings, actor, change));
    }

    private Deployment change(
            Handle handle, Deployment.Model model, Deployment.Settings settings, Actor actor, Change change) {
        Optional<Deployment> before = running(handle, change.mode);
        end(handle, change.mode);
        Deployment added = insert(handle, model, settings, actor, change);
        audit.append(
                handle,
                new AuditLog.Event(
                        actor,
                        "deployment",
                        added.id(),
                        before.map(Deployments::words).orElse(null),
                        words(added)));
        return added;
    }

    /** Adds a deployment beside those that run. */
    private Deployment add(
            Handle handle, Deployment.Model model, Deployment.Settings settings, Actor actor, Change change) {
        Deployment added = insert(handle, model, settings, actor, change);
        audit.append(handle, new AuditLog.Event(actor, "deployment", added.id(), null, words(added)));
        return added;
    }

    /** Ends the shadow deployment, if there is one. */
    public void endShadow(Actor actor) {
        database.write(handle -> {
            running(handle, Deployment.Mode.SHADOW).ifPresent(shadow -> {
                end(handle, Deployment.Mode.SHADOW);
                audit.append(handle, new AuditLog.Event(actor, "deployment", shadow.id(), words(shadow), null));
            });
            return handle;
        });
    }

    private void end(Handle handle, Deployment.Mode mode) {
        handle.createUpdate("update deployment set to_at = :now where to_at is null and mode = :mode")
                .bind("now", clock.millis())
                .bind("mode", Rows.word(mode))
                .execute();
    }

    private static String words(Deployment deployment) {
        Deployment.Model model = deployment.model();
        Deployment.Decision decision = deployment.decision();
        return Rows.word(decision.mode()) + " " + model.words() + ", threshold "
                + deployment.settings().threshold()
                + (decision.reason() == null ? "" : ": " + decision.reason());
    }

    private Deployment insert(
            Handle handle, Deployment.Model model, Deployment.Settings settings, Actor actor, Change change) {
        String id = ids.next();
        handle.createUpdate("""
                        insert into deployment (id, adapter, threshold, augmentation, decoding, software, device, from_at,
                        mode, by_name, reason, canary)
                        values (:id, :adapter, :threshold, :augmentation, :decoding, :software, :device, :now,
                        :mode, :by, :reason, :canary)""")
                .bind("id", id)
                .bind("adapter", Adapters.identify(handle, ids, model))
                .bind("threshold", settings.threshold())
                .bind("augmentation", settings.augmentation())
                .bind("decoding", settings.decoding())
                .bind("software", settings.software())
                .bind("device", settings.device())
                .bind("now", clock.millis())
                .bind("mode", Rows.word(change.mode))
                .bind("by", actor.name())
                .bind("reason", change.reason)
                .bind("canary", change.canary)
                .execute();
        return find(handle, id).orElseThrow();
    }

    /** Records what a deployment found on the canary image. */
    public void recordCanary(String deployment, String boxes) {
        database.write(handle -> handle.createUpdate("update deployment set canary = :boxes where id = :id")
                .bind("boxes", boxes)
                .bind("id", deployment)
                .execute());
    }

    /** Returns all deployments, the newest first. */
    public List<Deployment> list() {
        return database.read(handle -> handle.createQuery(SELECT + "order by d.id desc")
                .map((row, context) -> deployment(row))
                .list());
    }

    /** Returns the newest deployment of a mode that answers; empty if there is none. */
    public Optional<Deployment> running(Deployment.Mode mode) {
        return database.read(handle -> running(handle, mode));
    }

    /** Returns the deployments of a mode that answer, the newest first: one for each of the servers' settings. All of them have one model. */
    public List<Deployment> allRunning(Deployment.Mode mode) {
        return database.read(handle -> allRunning(handle, mode));
    }

    private static Optional<Deployment> running(Handle handle, Deployment.Mode mode) {
        return allRunning(handle, mode).stream().findFirst();
    }

    private static List<Deployment> allRunning(Handle handle, Deployment.Mode mode) {
        return handle.createQuery(SELECT + "where d.to_at is null and d.mode = :mode order by d.id desc")
                .bind("mode", Rows.word(mode))
                .map((row, context) -> deployment(row))
                .list();
    }

    static Optional<Deployment> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "where d.id = :id")
                .bind("id", id)
                .map((row, context) -> deployment(row))
                .findOne();
    }

    static Deployment deployment(ResultSet row) throws SQLException {
        return new Deployment(
                row.getString("id"),
                row.getString("adapter"),
                Adapters.model(row, "adapter_name"),
                new Deployment.Settings(
                        row.getDouble("threshold"),
                        row.getString("augmentation"),
                        row.getString("decoding"),
                        row.getString("software"),
                        row.getString("device")),
                Rows.time(row, "from_at"),
                Rows.optionalTime(row, "to_at"),
                row.getString("canary"),
                new Deployment.Decision(
                        Rows.constant(Deployment.Mode.class, row, "mode"),
                        row.getString("by_name"),
                        row.getString("reason")));
    }
}
