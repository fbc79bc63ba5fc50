package io.millsight.history;

import io.millsight.image.ImageSize;
import io.millsight.steel.DefectType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Inspections with their boxes. */
public final class Inspections {

    /** An inspection with its image and its place in the review queue, which may be missing. */
    private static final String SELECT = """
            select i.*, m.bytes, m.width, m.height, m.format, m.removed_at, q.priority, q.why, q.sample
            from inspection i join image m on m.sha256 = i.image left join review_item q on q.inspection = i.id\s""";

    /** Each condition holds where its parameter is null. */
    private static final String FILTER = """
            where (:cursor is null or i.id < :cursor)
            and (:from is null or i.created_at >= :from)
            and (:to is null or i.created_at < :to)
            and (:line is null or i.line = :line)
            and (:coil is null or i.coil = :coil)
            and (:batch is null or exists (
              select 1 from job j where j.inspection = i.id and j.batch = :batch))
            and (:verdict is null or i.verdict = :verdict)
            and (:state is null or i.review_state = :state)
            and (:type is null or exists (
              select 1 from counted_box b where b.inspection = i.id and b.type = :type))
            order by i.id desc limit :limit""";

    private final Database database;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final ImageRows images;
    private final Ulid ids;
    private final Clock clock;

    Inspections(Database database, Idempotency idempotency, Outbox outbox, ImageRows images, Ulid ids) {
        this.database = database;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.images = images;
        this.ids = ids;
        clock = ids.clock();
    }

    /**
     * Stores an inspection with its boxes, its place in the review queue and the key of its request: all or nothing. The key of a job ends the job.
     *
     * @param key null for a request without one
     * @throws MissingImageException if the file of the image is not there any more; the caller stores it again
     */
    public StoredInspection add(NewInspection inspection, @Nullable IdempotencyKey key) {
        return database.write(handle -> {
            String id = ids.next();
            images.keep(handle, inspection.image());
            insert(handle, id, inspection);
            inspection.answer().defects().forEach(defect -> insert(handle, id, defect));
            if (inspection.queue() != null) {
                insert(handle, id, inspection.queue());
            }
            idempotency.store(handle, key, id);
            Jobs.done(handle, key, id, clock.millis());
            StoredInspection stored = find(handle, id).orElseThrow();
            outbox.add(handle, stored);
            return stored;
        });
    }

    private void insert(Handle handle, String id, NewInspection inspection) {
        ModelAnswer answer = inspection.answer();
        Update insert = handle.createUpdate("""
                        insert into inspection (id, image, deployment, recipe, recipe_revision, sample,
                          line, product, coil, frame, side, x_mm, y_mm, length_mm, taken_at,
                          created_at, verdict, disposition, answer, truncated, notes,
                          queued_ms, decode_ms, inference_ms, review_state, revision)
                        values (:id, :image, :deployment, :recipe, :recipeRevision, :sample,
                          :line, :product, :coil, :frame, :side, :x, :y, :length, :taken,
                          :now, :verdict, :disposition, :answer, :truncated, :notes,
                          :queued, :decode, :inference, 'open', 1)""")
                .bind("id", id)
                .bind("image", inspection.image().sha256())
                .bind("deployment", inspection.deployment())
                .bind("recipe", inspection.recipe().revision().recipe())
                .bind("recipeRevision", inspection.recipe().revision().number())
                .bind("sample", inspection.queue() != null && inspection.queue().sample() ? 1 : 0)
                .bind("now", clock.millis())
                .bind("verdict", Rows.word(answer.verdict()))
                .bind("disposition", Rows.word(disposition(handle, inspection)))
                .bind("answer", answer.text())
                .bind("truncated", answer.truncated())
                .bind("notes", Rows.json(answer.notes()))
                .bind("queued", inspection.timing().queued().toMillis())
                .bind("decode", inspection.timing().decode().toMillis())
                .bind("inference", inspection.timing().inference().toMillis());
        bind(insert, inspection.context()).execute();
    }

    /** Binds where a picture was taken. */
    static Update bind(Update insert, CaptureContext context) {
        return insert.bind("line", context.line())
                .bind("product", context.product())
                .bind("coil", context.coil())
                .bind("frame", context.frame())
                .bind("side", context.side())
                .bind("x", context.xMm())
                .bind("y", context.yMm())
                .bind("length", context.lengthMm())
                .bind("taken", Rows.millis(context.takenAt()));
    }

    private static Disposition disposition(Handle handle, NewInspection inspection) {
        Deployment deployment =
                Deployments.find(handle, inspection.deployment()).orElseThrow();
        return inspection
                .recipe()
                .rules()
                .disposition(inspection.answer(), deployment.settings().threshold());
    }

    private static void insert(Handle handle, String id, StoredDefect defect) {
        handle.createUpdate("""
                        insert into defect (inspection, n, type, x1, y1, x2, y2, score, said)
                        values (:inspection, :n, :type, :x1, :y1, :x2, :y2, :score, :said)""")
                .bind("inspection", id)
                .bind("n", defect.n())
                .bind("type", defect.type().name())
                .bind("x1", defect.box().xMin())
                .bind("y1", defect.box().yMin())
                .bind("x2", defect.box().xMax())
                .bind("y2", defect.box().yMax())
                .bind("score", defect.score())
                .bind("said", defect.said())
                .execute();
    }

    private static void insert(Handle handle, String id, QueueEntry entry) {
        handle.createUpdate("""
                        insert into review_item (inspection, priority, why, sample)
                        values (:inspection, :priority, :why, :sample)""")
                .bind("inspection", id)
                .bind("priority", entry.priority())
                .bind("why", Rows.word(entry.why()))
                .bind("sample", entry.sample())
                .execute();
    }

    /** Returns an inspection; empty if there is none. */
    public Optional<StoredInspection> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static Optional<StoredInspection> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "where i.id = :id")
                .bind("id", id)
                .map((row, context) -> inspection(handle, row))
                .findOne();
    }

    /**
     * Returns inspections, the newest first.
     *
     * @param cursor the identifier of an inspection: only older ones are returned; null for the newest
     * @param limit the largest number of inspections
     */
    public List<StoredInspection> list(InspectionFilter filter, @Nullable String cursor, int limit) {
        return database.read(handle -> handle.createQuery(SELECT + FILTER)
                .bind("cursor", cursor)
                .bind("from", Rows.millis(filter.from()))
                .bind("to", Rows.millis(filter.to()))
                .bind("line", filter.line())
                .bind("coil", filter.coil())
                .bind("batch", filter.batch())
                .bind("verdict", filter.verdict() == null ? null : Rows.word(filter.verdict()))
                .bind("state", filter.state() == null ? null : Rows.word(filter.state()))
                .bind("type", filter.type())
                .bind("limit", limit)
                .map((row, context) -> inspection(handle, row))
                .list());
    }

    private static StoredInspection inspection(Handle handle, ResultSet row) throws SQLException {
        String id = row.getString("id");
        String deployment = row.getString("deployment");
        return new StoredInspection(
                id,
                Rows.time(row, "created_at"),
                new NewInspection(
                        image(row, "image"),
                        context(row),
                        deployment,
                        Recipes.find(handle, new RecipeRevision(row.getString("recipe"), row.getInt("recipe_revision")))
                                .orElseThrow(),
                        new ModelAnswer(
                                Rows.constant(Verdict.class, row, "verdict"),
                                defects(handle, id),
                                row.getString("answer"),
                                row.getBoolean("truncated"),
                                Rows.texts(row, "notes")),
                        new InspectionTiming(
                                Duration.ofMillis(row.getLong("queued_ms")),
                                Duration.ofMillis(row.getLong("decode_ms")),
                                Duration.ofMillis(row.getLong("inference_ms"))),
                        queueEntry(row)),
                Deployments.find(handle, deployment).orElseThrow(),
                Rows.constant(Disposition.class, row, "disposition"),
                Rows.constant(ReviewState.class, row, "review_state"),
                row.getInt("revision"),
                Reviews.last(handle, id).orElse(null));
    }

    /**
     * Returns the image of a row.
     *
     * @param hash the column of its hash
     */
    static StoredImage image(ResultSet row, String hash) throws SQLException {
        return new StoredImage(
                row.getString(hash),
                row.getLong("bytes"),
                new ImageSize(row.getInt("width"), row.getInt("height")),
                row.getString("format"),
                Rows.optionalTime(row, "removed_at"));
    }

    static CaptureContext context(ResultSet row) throws SQLException {
        return new CaptureContext(
                row.getString("line"),
                row.getString("product"),
                row.getString("coil"),
                Rows.optionalLong(row, "frame"),
                row.getString("side"),
                Rows.optionalDouble(row, "x_mm"),
                Rows.optionalDouble(row, "y_mm"),
                Rows.optionalDouble(row, "length_mm"),
                Rows.optionalTime(row, "taken_at"));
    }

    private static @Nullable QueueEntry queueEntry(ResultSet row) throws SQLException {
        return row.getString("why") == null
                ? null
                : new QueueEntry(
                        row.getDouble("priority"),
                        Rows.constant(QueueEntry.Reason.class, row, "why"),
                        row.getBoolean("sample"));
    }

    private static List<StoredDefect> defects(Handle handle, String id) {
        return handle.createQuery("select * from defect where inspection = :id order by n")
                .bind("id", id)
                .map((row, context) -> defect(row))
                .list();
    }

    static StoredDefect defect(ResultSet row) throws SQLException {
        return new StoredDefect(
                row.getInt("n"),
                new DefectType(row.getString("type")),
                Rows.box(row),
                row.getDouble("score"),
                row.getBoolean("said"));
    }
}
