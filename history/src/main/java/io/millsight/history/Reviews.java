package io.millsight.history;

import io.millsight.steel.DefectType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What people said about inspections. Reviews are added, never changed; the last one holds. */
public final class Reviews {

    /** The last review of each image with a review; of an image that was inspected several times, the last of all. */
    private static final String LAST_OF_EACH_IMAGE = """
            select inspection from (
              select r.inspection, row_number() over (partition by i.image order by r.id desc) as place
              from review r join inspection i on i.id = r.inspection) as reviewed
            where place = 1 order by inspection""";

    /** The last reviews of images that were answered as a deployment answers: by the same model, with the same augmentation. */
    private static final String LAST_REVIEWS = """
            with last_review as (
              select i.id as inspection, r.id as review, i.line, i.coil, i.product, i.verdict
              from (%s) newest join inspection i on i.id = newest.inspection
              join review r on r.inspection = i.id and r.revision = i.revision
              join deployment d on d.id = i.deployment
              join deployment a on a.adapter = d.adapter and a.augmentation = d.augmentation
              where a.id = :deployment and r.action <> 'reject')
            """.formatted(LAST_OF_EACH_IMAGE);

    /**
     * Which state of an inspection a review is about.
     *
     * @param inspection its identifier
     * @param revision the revision that the person saw
     */
    public record Target(String inspection, int revision) {}

    private final Database database;
    private final AuditLog audit;
    private final Idempotency idempotency;
    private final Ulid ids;
    private final Clock clock;

    Reviews(Database database, AuditLog audit, Idempotency idempotency, Ulid ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Stores a review, if nobody else was faster and nobody else holds the inspection. The inspection leaves the review queue.
     *
     * @param key of the request; null without one
     */
    public ReviewResult add(Target target, NewReview review, Actor reviewer, @Nullable IdempotencyKey key) {
        return database.write(handle -> {
            StoredInspection inspection =
                    Inspections.find(handle, target.inspection).orElse(null);
            if (inspection == null) {
                return new ReviewResult.Missing();
            }
            if (inspection.revision() != target.revision) {
                return new ReviewResult.Changed(inspection.revision());
            }
            Optional<ReviewResult.Leased> holder =
                    ReviewQueue.otherHolder(handle, target.inspection, reviewer, clock.millis());
            if (holder.isPresent()) {
                return holder.get();
            }
            StoredReview added = insert(handle, inspection, review, reviewer);
            idempotency.store(handle, key, added.id());
            audit.append(
                    handle,
                    new AuditLog.Event(
                            reviewer,
                            "review",
                            inspection.id(),
                            Rows.word(inspection.state()),
                            Rows.word(review.action().state())));
            return new ReviewResult.Added(added);
        });
    }

    private StoredReview insert(Handle handle, StoredInspection inspection, NewReview review, Actor reviewer) {
        String id = ids.next();
        int revision = inspection.revision() + 1;
        handle.createUpdate("""
                        insert into review (id, inspection, revision, by_token, by_name, at, action, reason, seconds)
                        values (:id, :inspection, :revision, :token, :name, :now, :action, :reason, :seconds)""")
                .bind("id", id)
                .bind("inspection", inspection.id())
                .bind("revision", revision)
                .bind("token", reviewer.id())
                .bind("name", reviewer.name())
                .bind("now", clock.millis())
                .bind("action", Rows.word(review.action()))
                .bind("reason", review.reason())
                .bind("seconds", review.seconds())
                .execute();
        for (int n = 0; n < review.boxes().size(); n++) {
            insert(handle, id, n, review.boxes().get(n));
        }
        handle.createUpdate("""
                        update inspection set revision = :revision, review_state = :state, disposition = :disposition
                        where id = :id""")
                .bind("revision", revision)
                .bind(
                        "disposition",
                        Rows.word(inspection.content().recipe().rules().disposition(review)))
                .bind("state", Rows.word(review.action().state()))
                .bind("id", inspection.id())
                .execute();
        handle.createUpdate("delete from review_item where inspection = :id")
                .bind("id", inspection.id())
                .execute();
        return find(handle, id).orElseThrow();
    }

    private static void insert(Handle handle, String review, int n, ReviewedBox box) {
        handle.createUpdate("""
                        insert into review_defect (review, n, type, x1, y1, x2, y2, origin, source)
                        values (:review, :n, :type, :x1, :y1, :x2, :y2, :origin, :source)""")
                .bind("review", review)
                .bind("n", n)
                .bind("type", box.type().name())
                .bind("x1", box.box().xMin())
                .bind("y1", box.box().yMin())
                .bind("x2", box.box().xMax())
                .bind("y2", box.box().yMax())
                .bind("origin", Rows.word(box.origin()))
                .bind("source", box.source())
                .execute();
    }

    /** Returns the reviews of an inspection, the oldest first. */
    public List<StoredReview> of(String inspection) {
        return database.read(
                handle -> handle.createQuery("select * from review where inspection = :inspection order by revision")
                        .bind("inspection", inspection)
                        .map((row, context) -> review(handle, row))
                        .list());
    }

    /** Returns a review; empty if there is none. */
    public Optional<StoredReview> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    /**
     * Returns the reviewed inspections, the oldest first. Of an image that was reviewed several times, only the inspection with the last review is
     * returned. Each inspection has its last review.
     */
    public List<StoredInspection> reviewed() {
        return database.read(handle -> handle.createQuery(LAST_OF_EACH_IMAGE).mapTo(String.class).list().stream()
                .map(id -> Inspections.find(handle, id).orElseThrow())
                .toList());
    }

    /**
     * Returns the answers to reviewed images, each with its last review. Rejected images are left out, and answers of other models than that of a
     * deployment, because their scores mean something else.
     */
    public List<ReviewedAnswer> answers(String deployment) {
        return database.read(handle -> {
            Map<String, List<StoredDefect>> said = new HashMap<>();
            handle.createQuery(LAST_REVIEWS + """
                            select f.* from last_review l join defect f on f.inspection = l.inspection
                            where f.said = 1 order by f.inspection, f.n""")
                    .bind("deployment", deployment)
                    .map((row, context) -> Map.entry(row.getString("inspection"), Inspections.defect(row)))
                    .forEach(found -> said.computeIfAbsent(found.getKey(), id -> new ArrayList<>())
                            .add(found.getValue()));
            Map<String, List<ReviewedBox>> boxes = new HashMap<>();
            handle.createQuery(LAST_REVIEWS + """
                            select b.*, l.inspection from last_review l join review_defect b on b.review = l.review
                            order by b.review, b.n""")
                    .bind("deployment", deployment)
                    .map((row, context) -> Map.entry(row.getString("inspection"), box(row)))
                    .forEach(found -> boxes.computeIfAbsent(found.getKey(), id -> new ArrayList<>())
                            .add(found.getValue()));
            return handle.createQuery(LAST_REVIEWS + "select * from last_review order by inspection")
                    .bind("deployment", deployment)
                    .map((row, context) -> new ReviewedAnswer(
                            row.getString("line"),
                            row.getString("coil"),
                            row.getString("product"),
                            Rows.constant(Verdict.class, row, "verdict") == Verdict.UNDETERMINED,
                            said.getOrDefault(row.getString("inspection"), List.of()),
                            boxes.getOrDefault(row.getString("inspection"), List.of())))
                    .list();
        });
    }

    /** Returns the number of reviews. Reviews are only added, so an equal number means the same reviews. */
    public long count() {
        return database.read(handle -> handle.createQuery("select count(*) from review")
                .mapTo(Long.class)
                .one());
    }

    static Optional<StoredReview> last(Handle handle, String inspection) {
        return handle.createQuery("select * from review where inspection = :inspection order by revision desc limit 1")
                .bind("inspection", inspection)
                .map((row, context) -> review(handle, row))
                .findOne();
    }

    private static Optional<StoredReview> find(Handle handle, String id) {
        return handle.createQuery("select * from review where id = :id")
                .bind("id", id)
                .map((row, context) -> review(handle, row))
                .findOne();
    }

    private static StoredReview review(Handle handle, ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new StoredReview(
                id,
                row.getString("inspection"),
                row.getInt("revision"),
                row.getString("by_name"),
                Rows.time(row, "at"),
                new NewReview(
                        Rows.constant(ReviewAction.class, row, "action"),
                        boxes(handle, id),
                        row.getString("reason"),
                        Rows.optionalDouble(row, "seconds")));
    }

    private static List<ReviewedBox> boxes(Handle handle, String review) {
        return handle.createQuery("select * from review_defect where review = :review order by n")
                .bind("review", review)
                .map((row, context) -> box(row))
                .list();
    }

    private static ReviewedBox box(ResultSet row) throws SQLException {
        return new ReviewedBox(
                new DefectType(row.getString("type")),
                Rows.box(row),
                Rows.constant(ReviewedBox.Origin.class, row, "origin"),
                Rows.optionalInteger(row, "source"));
    }
}
