package io.millsight.history;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened in a period, in numbers. Boxes are those that count: of the last review, or else of the answer. */
public final class Statistics {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static final String START_OF_HOUR = "created_at - created_at % " + HOUR;

    private static final String IN_PERIOD =
            "created_at >= :from and created_at < :to and (cast(:line as text) is null or line = :line) ";

    /** What defects are counted by. */
    public enum Grouping {
        /** The type of the defect. */
        TYPE("type"),
        /** The coil. */
        COIL("coil"),
        /** The production line. */
        LINE("line"),
        /** The hour of the inspection, as milliseconds of its beginning. */
        HOUR(START_OF_HOUR);

        private final String expression;

        Grouping(String expression) {
            this.expression = expression;
        }
    }

    /**
     * How many defects a group has.
     *
     * @param key what the group is; null where it is unknown
     * @param defects the number of boxes
     * @param images the number of images with them
     */
    public record Count(@Nullable String key, long defects, long images) {}

    /**
     * An hour.
     *
     * @param start its beginning
     * @param images the number of inspections
     * @param undetermined those without a verdict
     * @param held those that do not pass
     * @param all reviews of answers with a verdict
     * @param sample those of them that were drawn at random; only they estimate the true rate
     */
    public record Hour(Instant start, long images, long undetermined, long held, Corrected all, Corrected sample) {}

    /**
     * How often people corrected the model.
     *
     * @param reviewed the number of reviewed answers
     * @param corrected the number of those where people said something else
     */
    public record Corrected(long reviewed, long corrected) {}

    private final Database database;

    Statistics(Database database) {
        this.database = database;
    }

    /** Counts defects by group, the most frequent first. */
    public List<Count> defects(Period period, Grouping grouping) {
        return database.read(handle -> handle.createQuery("select " + grouping.expression
                        + " as grp, count(*) as defects, count(distinct inspection) as images from counted_box where "
                        + IN_PERIOD + "group by 1 order by defects desc, grp")
                .bind("from", period.from().toEpochMilli())
                .bind("to", period.to().toEpochMilli())
                .bind("line", period.line())
                .map((row, context) -> new Count(row.getString("grp"), row.getLong("defects"), row.getLong("images")))
                .list());
    }

    /** Returns the hours with inspections, the oldest first. */
    public List<Hour> hours(Period period) {
        return database.read(handle -> handle.createQuery(
                        """
                        select hour, count(*) as images, sum(undetermined) as undetermined, sum(held) as held,
                          sum(reviewed) as reviewed, sum(reviewed * corrected) as corrected,
                          sum(reviewed * sample) as drawn, sum(reviewed * corrected * sample) as drawn_corrected
                        from (
                          select sample,
                            case when verdict = 'undetermined' then 1 else 0 end as undetermined,
                            case when disposition = 'pass' then 0 else 1 end as held,
                            case when review_state in ('accepted', 'corrected', 'clean')
                              and verdict <> 'undetermined' then 1 else 0 end as reviewed,
                            case when review_state = 'corrected'
                              or (review_state = 'clean' and verdict = 'defects') then 1 else 0 end as corrected,
                        """ + START_OF_HOUR + " as hour from inspection where " + IN_PERIOD
                                + ") as inspected group by hour order by hour")
                .bind("from", period.from().toEpochMilli())
                .bind("to", period.to().toEpochMilli())
                .bind("line", period.line())
                .map((row, context) -> new Hour(
                        Rows.time(row, "hour"),
                        row.getLong("images"),
                        row.getLong("undetermined"),
                        row.getLong("held"),
                        new Corrected(row.getLong("reviewed"), row.getLong("corrected")),
                        new Corrected(row.getLong("drawn"), row.getLong("drawn_corrected"))))
                .list());
    }

    /** Returns the number of boxes of each type, by name. */
    public Map<String, Long> boxes(Period period) {
        Map<String, Long> boxes = new LinkedHashMap<>();
        defects(period, Grouping.TYPE).forEach(count -> boxes.put(String.valueOf(count.key), count.defects));
        return boxes;
    }
}
