package io.millsight.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;

/**
 * Dataset versions and the gold set. The first version with gold images freezes the gold set: from then on, no image of it, and no image of its
 * groups, can be in another part of a version.
 */
public final class DatasetVersions {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Database database;
    private final AuditLog audit;
    private final Ulid ids;
    private final Clock clock;

    DatasetVersions(Database database, AuditLog audit, Ulid ids, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Returns an identifier for a new version, whose folder is written first. */
    public String nextId() {
        return ids.next();
    }

    /** Returns the gold set: the group of each image, by the hash of its file. Empty before it is chosen. */
    public Map<String, String> gold() {
        return database.read(DatasetVersions::gold);
    }

    private static Map<String, String> gold(Handle handle) {
        Map<String, String> groups = new LinkedHashMap<>();
        handle.createQuery("select image, grp from gold_image order by image")
                .map((row, context) -> Map.entry(row.getString("image"), row.getString("grp")))
                .forEach(image -> groups.put(image.getKey(), image.getValue()));
        return groups;
    }

    /**
     * Adds a version whose folder has been written. The first one with gold images freezes the gold set.
     *
     * @param id from {@link #nextId}
     * @throws GoldSetException if the items contradict the gold set; nothing has changed
     */
    public DatasetVersion add(String id, DatasetVersion.Content content, List<DatasetItem> items, Actor actor) {
        return database.write(handle -> {
            Map<String, String> gold = gold(handle);
            long now = clock.millis();
            if (gold.isEmpty()) {
                items.stream()
                        .filter(item -> item.part() == DatasetPart.GOLD)
                        .forEach(item -> insertGold(handle, item, now));
                gold = gold(handle);
            }
            requireFrozen(gold, items);
            handle.createUpdate("""
                            insert into dataset_version (id, sha256, gold_sha256, created_at, by_name, counts)
                            values (:id, :sha256, :gold, :now, :by, :counts)""")
                    .bind("id", id)
                    .bind("sha256", content.sha256())
                    .bind("gold", content.goldSha256())
                    .bind("now", now)
                    .bind("by", actor.name())
                    .bind("counts", JSON.writeValueAsString(content.counts()))
                    .execute();
            items.forEach(item -> insert(handle, id, item));
            audit.append(handle, new AuditLog.Event(actor, "dataset", id, null, words(content.counts())));
            return find(handle, id).orElseThrow();
        });
    }

    private static void requireFrozen(Map<String, String> gold, List<DatasetItem> items) {
        Collection<String> groups = gold.values();
        for (DatasetItem item : items) {
            boolean frozen = gold.containsKey(item.image());
            if (item.part() == DatasetPart.GOLD && !frozen) {
                throw new GoldSetException("image " + item.image() + ": the gold set is frozen and cannot grow");
            }
            if (item.part() != DatasetPart.GOLD && (frozen || groups.contains(item.group()))) {
                throw new GoldSetException(
                        "image " + item.image() + ": is of the gold set or of one of its coils; no model may learn it");
            }
        }
    }

    private static String words(DatasetVersion.Counts counts) {
        return counts.train() + " to learn from, " + counts.val() + " to validate, " + counts.gold() + " gold";
    }

    private static void insertGold(Handle handle, DatasetItem item, long now) {
        handle.createUpdate("insert into gold_image (image, grp, chosen_at) values (:image, :grp, :now)")
                .bind("image", item.image())
                .bind("grp", item.group())
                .bind("now", now)
                .execute();
    }

    private static void insert(Handle handle, String dataset, DatasetItem item) {
        handle.createUpdate("""
                        insert into dataset_item (dataset, image, review, grp, part)
                        values (:dataset, :image, :review, :grp, :part)""")
                .bind("dataset", dataset)
                .bind("image", item.image())
                .bind("review", item.review())
                .bind("grp", item.group())
                .bind("part", Rows.word(item.part()))
                .execute();
    }

    /** Returns all versions, the newest first. */
    public List<DatasetVersion> list() {
        return database.read(handle -> handle.createQuery("select * from dataset_version order by id desc")
                .map((row, context) -> version(row))
                .list());
    }

    /** Returns a version; empty if there is none. */
    public Optional<DatasetVersion> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    static Optional<DatasetVersion> find(Handle handle, String id) {
        return handle.createQuery("select * from dataset_version where id = :id")
                .bind("id", id)
                .map((row, context) -> version(row))
                .findOne();
    }

    /** Returns the images of a version. */
    public List<DatasetItem> items(String id) {
        return database.read(handle -> handle.createQuery(
                        "select * from dataset_item where dataset = :id order by image")
                .bind("id", id)
                .map((row, context) -> new DatasetItem(
                        row.getString("image"),
                        row.getString("review"),
                        row.getString("grp"),
                        Rows.constant(DatasetPart.class, row, "part")))
                .list());
    }

    private static DatasetVersion version(ResultSet row) throws SQLException {
        return new DatasetVersion(
                row.getString("id"),
                new DatasetVersion.Content(
                        row.getString("sha256"),
                        row.getString("gold_sha256"),
                        JSON.readValue(row.getString("counts"), DatasetVersion.Counts.class)),
                Rows.time(row, "created_at"),
                row.getString("by_name"));
    }
}
