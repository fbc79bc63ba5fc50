package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.CoilPage;
import io.millsight.history.CoilPicture;
import io.millsight.history.CoilSummary;
import io.millsight.history.History;
import io.millsight.history.Period;
import io.millsight.history.Statistics;
import io.millsight.service.statistics.Drift;
import io.millsight.service.statistics.Repeat;
import io.millsight.service.statistics.RepeatFinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes of coils, and of what happened in a period. */
final class StatisticsRoutes {

    private static final Duration USUAL_PERIOD = Duration.ofDays(7);

    /** Repeats are looked for in the newest coils. */
    private static final int MOST_COILS = 200;

    /** Larger groups come first, so the rest says little. */
    private static final int MOST_GROUPS = 30;

    private final History history;
    private final Clock clock;

    StatisticsRoutes(History history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    private Period period(Context context) {
        Instant to = QueryText.time(context, "to");
        Instant end = to == null ? clock.instant() : to;
        Instant from = QueryText.time(context, "from");
        Instant start = from == null ? end.minus(USUAL_PERIOD) : from;
        if (!start.isBefore(end)) {
            throw ProblemException.invalidRequest("from is " + start + ", which is not before to, " + end);
        }
        return new Period(start, end, context.queryParam("line"));
    }

    void coils(Context context) {
        CoilPage page = history.coils().list(period(context), context.queryParam("cursor"), QueryText.limit(context));
        context.json(RecordJson.items(page.coils(), StatisticsRoutes::json).put("next", page.next()));
    }

    void coil(Context context) {
        String name = context.pathParam("id");
        CoilSummary coil = history.coils()
                .find(name, context.queryParam("line"))
                .orElseThrow(() -> ProblemException.notFound("there is no coil " + MessageText.quote(name)));
        ObjectNode node = json(coil);
        ArrayNode pictures = node.putArray("inspections");
        for (CoilPicture picture : history.coils().pictures(coil.coil(), coil.line())) {
            ObjectNode each = pictures.addObject();
            each.put("id", picture.inspection());
            each.put("frame", picture.context().frame());
            each.put("side", picture.context().side());
            each.put("x_mm", picture.context().xMm());
            each.put("y_mm", picture.context().yMm());
            each.put("width", picture.size().width());
            each.put("height", picture.size().height());
            each.put("verdict", picture.verdict().name());
            each.put("disposition", picture.disposition().name());
            each.put("review_state", RecordJson.word(picture.state()));
            ArrayNode boxes = each.putArray("defects");
            picture.boxes().forEach(box -> RecordJson.addBox(boxes.addObject().put("type", box.type()), box.box()));
        }
        context.json(node);
    }

    private static ObjectNode json(CoilSummary coil) {
        ObjectNode node = RecordJson.object();
        node.put("id", coil.coil());
        node.put("line", coil.line());
        node.put("first_at", coil.first().toString());
        node.put("last_at", coil.last().toString());
        node.put("disposition", coil.disposition().name());
        node.putObject("pictures")
                .put("all", coil.pictures().all())
                .put("undetermined", coil.pictures().undetermined())
                .put("waiting", coil.pictures().waiting())
                .put("reviewed", coil.pictures().reviewed())
                .put("held", coil.pictures().held());
        ObjectNode boxes = node.putObject("boxes");
        new TreeMap<>(coil.boxes()).forEach(boxes::put);
        return node;
    }

    void pareto(Context context) {
        Statistics.Grouping given = QueryText.constant(Statistics.Grouping.class, "by", context.queryParam("by"));
        Statistics.Grouping by = given == null ? Statistics.Grouping.TYPE : given;
        List<Statistics.Count> counts = history.statistics().defects(period(context), by);
        ObjectNode node = RecordJson.object();
        node.put("by", RecordJson.word(by));
        node.put("defects", counts.stream().mapToLong(Statistics.Count::defects).sum());
        node.put("groups", counts.size());
        ArrayNode items = node.putArray("items");
        counts.stream()
                .limit(MOST_GROUPS)
                .forEach(count -> items.addObject()
                        .put("key", key(by, count.key()))
                        .put("defects", count.defects())
                        .put("images", count.images()));
        context.json(node);
    }

    private static @Nullable String key(Statistics.Grouping by, @Nullable String key) {
        return key != null && by == Statistics.Grouping.HOUR
                ? Instant.ofEpochMilli(Long.parseLong(key)).toString()
                : key;
    }

    void trend(Context context) {
        ObjectNode node = RecordJson.object();
        ArrayNode items = node.putArray("items");
        for (Statistics.Hour hour : history.statistics().hours(period(context))) {
            items.addObject()
                    .put("hour", hour.start().toString())
                    .put("images", hour.images())
                    .put("undetermined", hour.undetermined())
                    .put("held", hour.held())
                    .put("reviewed", hour.all().reviewed())
                    .put("corrected", hour.all().corrected())
                    .put("sample_reviewed", hour.sample().reviewed())
                    .put("sample_corrected", hour.sample().corrected());
        }
        context.json(node);
    }

    /** Compares a period with the equally long one before it. */
    void drift(Context context) {
        Period now = period(context);
        Instant start = now.from().minus(Duration.between(now.from(), now.to()));
        Period before = new Period(start, now.from(), now.line());
        Drift drift = Drift.between(
                history.statistics().boxes(before), history.statistics().boxes(now));
        ObjectNode node = RecordJson.object();
        node.put("from", now.from().toString());
        node.put("to", now.to().toString());
        node.put("before_from", before.from().toString());
        node.put("boxes", drift.now());
        node.put("boxes_before", drift.before());
        if (drift.index().isPresent()) {
            node.put("index", drift.index().getAsDouble());
        } else {
            node.putNull("index");
        }
        ArrayNode items = node.putArray("items");
        drift.types()
                .forEach(type -> items.addObject()
                        .put("type", type.type())
                        .put("boxes", type.now())
                        .put("boxes_before", type.before())
                        .put("index", type.index()));
        context.json(node);
    }

    void repeats(Context context) {
        ObjectNode node = RecordJson.object();
        ArrayNode items = node.putArray("items");
        CoilPage newest = history.coils().list(period(context), null, MOST_COILS);
        for (CoilSummary coil : newest.coils()) {
            for (Repeat repeat : RepeatFinder.find(history.coils().pictures(coil.coil(), coil.line()))) {
                ObjectNode item = items.addObject();
                item.put("coil", coil.coil());
                item.put("line", coil.line());
                item.put("type", repeat.type());
                item.put("side", repeat.side());
                item.put("period_mm", repeat.periodMm());
                item.put("across_mm", repeat.acrossMm());
                item.put("turns", repeat.turns());
                item.put("chance", repeat.chance());
                ArrayNode marks = item.putArray("marks");
                repeat.marks()
                        .forEach(mark -> marks.addObject()
                                .put("inspection", mark.inspection())
                                .put("x_mm", mark.alongMm()));
            }
        }
        context.json(node);
    }
}
