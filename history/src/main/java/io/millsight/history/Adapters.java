package io.millsight.history;

import io.millsight.steel.DefectType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The models that the service knows. */
public final class Adapters {

    private static final String MODEL = """
            where model = :model and base_sha256 = :base and coalesce(adapter, '') = :adapter
            and coalesce(adapter_sha256, '') = :adapterSha and prompt_sha256 = :prompt and types = :types""";

    private final Database database;
    private final AuditLog audit;
    private final Ulid ids;

    Adapters(Database database, AuditLog audit, Ulid ids) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
    }

    /**
     * Adds an adapter, or returns the known one of the same weights.
     *
     * @param folder within the data folder
     * @param training the identifier of its training; null for an adapter that comes from elsewhere
     */
    public KnownAdapter register(Deployment.Model model, String folder, @Nullable String training, Actor actor) {
        return database.write(handle -> {
            String id = identify(handle, ids, model);
            KnownAdapter known = find(handle, id).orElseThrow();
            if (known.folder() != null) {
                return known;
            }
            handle.createUpdate("update adapter set folder = :folder, training = :training where id = :id")
                    .bind("folder", folder)
                    .bind("training", training)
                    .bind("id", id)
                    .execute();
            audit.append(handle, new AuditLog.Event(actor, "adapter", id, null, "registered " + folder));
            return find(handle, id).orElseThrow();
        });
    }

    /** Stores what was measured on the gold set, instead of what was measured before. */
    public void measured(String id, String metrics) {
        database.write(handle -> {
            handle.createUpdate("update adapter set metrics = :metrics, state = :state where id = :id")
                    .bind("metrics", metrics)
                    .bind("state", Rows.word(KnownAdapter.State.EVALUATED))
                    .bind("id", id)
                    .execute();
            AuditLog.Event event = new AuditLog.Event(Actor.PROGRAM, "adapter", id, null, "evaluated");
            audit.append(handle, event);
            return event;
        });
    }

    /** Returns all, the newest first. */
    public List<KnownAdapter> list() {
        return database.read(handle -> handle.createQuery("select * from adapter order by id desc")
                .map((row, context) -> adapter(row))
                .list());
    }

    /** Returns an adapter; empty if there is none. */
    public Optional<KnownAdapter> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<KnownAdapter> find(Handle handle, String id) {
        return handle.createQuery("select * from adapter where id = :id")
                .bind("id", id)
                .map((row, context) -> adapter(row))
                .findOne();
    }

    /** Returns the identifier of a model, which is stored if it is new. */
    static String identify(Handle handle, Ulid ids, Deployment.Model model) {
        String types = Rows.json(model.types().stream().map(DefectType::name).toList());
        Optional<String> known = handle.createQuery("select id from adapter " + MODEL)
                .bind("model", model.name())
                .bind("base", model.baseSha256())
                .bind("adapter", text(model.adapter()))
                .bind("adapterSha", text(model.adapterSha256()))
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

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /**
     * Returns the model of a row.
     *
     * @param name the column with the name of the adapter
     */
    static Deployment.Model model(ResultSet row, String name) throws SQLException {
        return new Deployment.Model(
                row.getString("model"),
                row.getString("base_sha256"),
                row.getString(name),
                row.getString("adapter_sha256"),
                row.getString("prompt_sha256"),
                Rows.texts(row, "types").stream().map(DefectType::new).toList());
    }

    private static KnownAdapter adapter(ResultSet row) throws SQLException {
        return new KnownAdapter(
                row.getString("id"),
                model(row, "adapter"),
                row.getString("folder"),
                Rows.constant(KnownAdapter.State.class, row, "state"),
                row.getString("training"),
                row.getString("metrics"));
    }
}
