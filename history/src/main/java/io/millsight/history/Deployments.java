package io.millsight.history;

import io.millsight.steel.DefectType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which model answered when. */
public final class Deployments {

    private static final String SELECT = """
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

    /** Makes a model the active one, which ends the deployment of another model or of other settings. */
    public Deployment activate(Deployment.Model model, Deployment.Settings settings, Actor actor) {
        return database.write(handle -> {
            Optional<Deployment> active = active(handle);
            if (active.isPresent()
                    && active.get().model().equals(model)
                    && active.get().settings().equals(settings)) {
                return active.get();
            }
            long now = clock.millis();
            handle.createUpdate("update deployment set to_at = :now where to_at is null")
                    .bind("now", now)
                    .execute();
            String id = insert(handle, adapter(handle, model), settings, now);
            Deployment added = find(handle, id).orElseThrow();
            audit.append(
                    handle,
                    new AuditLog.Event(
                            actor,
                            "deployment",
                            id,
                            active.map(Deployments::words).orElse(null),
                            words(added)));
            return added;
        });
    }

    private static String words(Deployment deployment) {
        Deployment.Model model = deployment.model();
        return (model.adapter() == null ? model.name() : model.name() + " with " + model.adapter()) + ", threshold "
                + deployment.settings().threshold();
    }

    private String insert(Handle handle, String adapter, Deployment.Settings settings, long now) {
        String id = ids.next();
        handle.createUpdate("""
                        insert into deployment (id, adapter, threshold, augmentation, decoding, software, device, from_at)
                        values (:id, :adapter, :threshold, :augmentation, :decoding, :software, :device, :now)""")
                .bind("id", id)
                .bind("adapter", adapter)
                .bind("threshold", settings.threshold())
                .bind("augmentation", settings.augmentation())
                .bind("decoding", settings.decoding())
                .bind("software", settings.software())
                .bind("device", settings.device())
                .bind("now", now)
                .execute();
        return id;
    }

    /** Returns the identifier of a model, which is stored if it is new. */
    private String adapter(Handle handle, Deployment.Model model) {
        String types = Rows.json(model.types().stream().map(DefectType::name).toList());
        Optional<String> known = handle.createQuery("""
                        select id from adapter where model = :model and base_sha256 = :base and adapter is :adapter
                        and adapter_sha256 is :adapterSha and prompt_sha256 = :prompt and types = :types""")
                .bind("model", model.name())
                .bind("base", model.baseSha256())
                .bind("adapter", model.adapter())
                .bind("adapterSha", model.adapterSha256())
                .bind("prompt", model.promptSha256())
                .bind("types", types)
                .mapTo(String.class)
                .findOne();
        return known.orElseGet(() -> {
            String id = ids.next();
            handle.createUpdate("""
                            insert into adapter (id, model, base_sha256, adapter, adapter_sha256, prompt_sha256, types)
                            values (:id, :model, :base, :adapter, :adapterSha, :prompt, :types)""")
                    .bind("id", id)
                    .bind("model", model.name())
                    .bind("base", model.baseSha256())
                    .bind("adapter", model.adapter())
                    .bind("adapterSha", model.adapterSha256())
                    .bind("prompt", model.promptSha256())
                    .bind("types", types)
                    .execute();
            return id;
        });
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

    private static Optional<Deployment> active(Handle handle) {
        return handle.createQuery(SELECT + "where d.to_at is null")
                .map((row, context) -> deployment(row))
                .findFirst();
    }

    static Optional<Deployment> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "where d.id = :id")
                .bind("id", id)
                .map((row, context) -> deployment(row))
                .findOne();
    }

    private static Deployment deployment(ResultSet row) throws SQLException {
        return new Deployment(
                row.getString("id"),
                new Deployment.Model(
                        row.getString("model"),
                        row.getString("base_sha256"),
                        row.getString("adapter_name"),
                        row.getString("adapter_sha256"),
                        row.getString("prompt_sha256"),
                        Rows.texts(row, "types").stream().map(DefectType::new).toList()),
                new Deployment.Settings(
                        row.getDouble("threshold"),
                        row.getString("augmentation"),
                        row.getString("decoding"),
                        row.getString("software"),
                        row.getString("device")),
                Rows.time(row, "from_at"),
                Rows.optionalTime(row, "to_at"),
                row.getString("canary"));
    }
}
