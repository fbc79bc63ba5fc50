package io.millsight.history;

import io.millsight.image.ImageSize;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The coils whose pictures were inspected. A picture without the name of a coil belongs to none. */
public final class Coils {

    private static final String OF_COIL =
            "i.coil = :coil and (i.line = :line or (i.line is null and cast(:line as text) is null)) ";

    private final Database database;

    Coils(Database database) {
        this.database = database;
    }

    private record Name(String coil, @Nullable String line) {}

    private record Place(Name name, String newest) {}

    /**
     * Returns the coils with a picture in a period, the newest first. Their numbers are those of all their pictures.
     *
     * @param cursor the {@link CoilPage#next} of the page before; null for the first page
     * @param limit the largest number of coils
     */
    public CoilPage list(Period period, @Nullable String cursor, int limit) {
        return database.read(handle -> {
            List<Place> found = places(handle, period, cursor, limit + 1);
            List<Place> shown = found.subList(0, Math.min(limit, found.size()));
            return new CoilPage(
                    shown.stream().map(place -> summary(handle, place.name)).toList(),
                    found.size() > limit ? shown.get(limit - 1).newest : null);
        });
    }

    private static List<Place> places(Handle handle, Period period, @Nullable String cursor, int limit) {
        return handle.createQuery("""
                        select i.coil, i.line, max(i.id) as newest from inspection i
                        where i.coil is not null and i.created_at >= :from and i.created_at < :to
                          and (cast(:line as text) is null or i.line = :line)
                        group by i.coil, i.line
                        having cast(:cursor as text) is null or max(i.id) < :cursor
                        order by newest desc limit :limit""")
                .bind("from", period.from().toEpochMilli())
                .bind("to", period.to().toEpochMilli())
                .bind("line", period.line())
                .bind("cursor", cursor)
                .bind("limit", limit)
                .map((row, context) ->
                        new Place(new Name(row.getString("coil"), row.getString("line")), row.getString("newest")))
                .list();
    }

    /**
     * Returns a coil.
     *
     * @param line null for the line on which the coil was seen last
     */
    public Optional<CoilSummary> find(String coil, @Nullable String line) {
        return database.read(handle -> handle.createQuery("""
                        select i.coil, i.line from inspection i
                        where i.coil = :coil and (cast(:line as text) is null or i.line = :line)
                        order by i.id desc limit 1""")
                .bind("coil", coil)
                .bind("line", line)
                .map((row, context) -> new Name(row.getString("coil"), row.getString("line")))
                .findOne()
                .map(name -> summary(handle, name)));
    }

    private static CoilSummary summary(Handle handle, Name name) {
        Map<String, Long> boxes = new TreeMap<>();
        handle.createQuery("select type, count(*) as number from counted_box i where " + OF_COIL + "group by type")
                .bind("coil", name.coil)
                .bind("line", name.line)
                .map((row, context) -> Map.entry(row.getString("type"), row.getLong("number")))
                .forEach(count -> boxes.put(count.getKey(), count.getValue()));
        return handle.createQuery("""
                        select min(i.created_at) as first_at, max(i.created_at) as last_at, count(*) as pictures,
                          sum(case when i.verdict = 'undetermined' and i.review_state = 'open' then 1 else 0 end)
                            as undetermined,
                          sum(case when q.inspection is null then 0 else 1 end) as waiting,
                          sum(case when i.review_state = 'open' then 0 else 1 end) as reviewed,
                          sum(case when i.disposition = 'pass' then 0 else 1 end) as held,
                          sum(case when i.disposition = 'reject' then 1 else 0 end) as rejected
                        from inspection i left join review_item q on q.inspection = i.id where\s""" + OF_COIL)
                .bind("coil", name.coil)
                .bind("line", name.line)
                .map((row, context) -> new CoilSummary(
                        name.coil,
                        name.line,
                        Rows.time(row, "first_at"),
                        Rows.time(row, "last_at"),
                        disposition(row),
                        new CoilSummary.Pictures(
                                row.getLong("pictures"),
                                row.getLong("undetermined"),
                                row.getLong("waiting"),
                                row.getLong("reviewed"),
                                row.getLong("held")),
                        boxes))
                .one();
    }

    private static Disposition disposition(ResultSet row) throws SQLException {
        if (row.getLong("rejected") > 0) {
            return Disposition.REJECT;
        }
        return row.getLong("held") > 0 ? Disposition.HOLD : Disposition.PASS;
    }

    /** Returns the pictures of a coil in their order along the strip: by position, else by frame, else by time. */
    public List<CoilPicture> pictures(String coil, @Nullable String line) {
        return database.read(handle -> {
            Map<String, List<CountedBox>> boxes = new HashMap<>();
            handle.createQuery("select * from counted_box i where " + OF_COIL + "order by i.inspection")
                    .bind("coil", coil)
                    .bind("line", line)
                    .map((row, context) -> Map.entry(
                            row.getString("inspection"), new CountedBox(row.getString("type"), Rows.box(row))))
                    .forEach(found -> boxes.computeIfAbsent(found.getKey(), id -> new ArrayList<>())
                            .add(found.getValue()));
            return handle.createQuery("""
                            select i.*, m.width, m.height from inspection i join image m on m.sha256 = i.image where\s""" + OF_COIL + "order by coalesce(i.x_mm, 0), coalesce(i.frame, 0), i.id")
                    .bind("coil", coil)
                    .bind("line", line)
                    .map((row, context) -> new CoilPicture(
                            row.getString("id"),
                            Inspections.context(row),
                            new ImageSize(row.getInt("width"), row.getInt("height")),
                            Rows.constant(Verdict.class, row, "verdict"),
                            Rows.constant(Disposition.class, row, "disposition"),
                            Rows.constant(ReviewState.class, row, "review_state"),
                            Objects.requireNonNullElse(boxes.get(row.getString("id")), List.of())))
                    .list();
        });
    }
}
