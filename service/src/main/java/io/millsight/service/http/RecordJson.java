package io.millsight.service.http;

import io.millsight.history.AccessToken;
import io.millsight.history.AuditLog;
import io.millsight.history.Batch;
import io.millsight.history.CaptureContext;
import io.millsight.history.Deployment;
import io.millsight.history.Job;
import io.millsight.history.NewInspection;
import io.millsight.history.QueueEntry;
import io.millsight.history.RecordEvent;
import io.millsight.history.ReviewedBox;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredImage;
import io.millsight.history.StoredInspection;
import io.millsight.history.StoredReview;
import io.millsight.history.Verdict;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes records of the history as the JSON of the interface. What is unknown is null, never absent. */
public final class RecordJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private RecordJson() {}

    /** Returns an empty object. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Returns an object whose {@code items} are the entries of a list. */
    static <T> ObjectNode items(List<T> list, Function<T, ObjectNode> form) {
        ObjectNode node = object();
        ArrayNode items = node.putArray("items");
        list.stream().map(form).forEach(items::add);
        return node;
    }

    /**
     * Returns the first entries of a list as {@code items}, and the cursor of the last of them as {@code next}, or null if there are no more.
     *
     * @param found one more than {@code limit} if there are more
     */
    static <T> ObjectNode page(List<T> found, int limit, Function<T, ObjectNode> form, Function<T, String> cursor) {
        boolean more = found.size() > limit;
        return items(more ? found.subList(0, limit) : found, form)
                .put("next", more ? cursor.apply(found.get(limit - 1)) : null);
    }

    /** Returns an inspection. */
    public static ObjectNode inspection(StoredInspection inspection) {
        NewInspection content = inspection.content();
        ObjectNode node = object();
        node.put("id", inspection.id());
        node.put("created_at", inspection.createdAt().toString());
        node.put("verdict", content.answer().verdict().name());
        node.put("disposition", inspection.disposition().name());
        node.put("truncated", content.answer().truncated());
        ArrayNode notes = node.putArray("notes");
        content.answer().notes().forEach(notes::add);
        addImage(node.putObject("image"), content.image());
        addDefects(node, inspection);
        node.put("answer", content.answer().text());
        addContext(node.putObject("context"), content.context());
        addLineage(node.putObject("lineage"), inspection);
        node.putObject("timing_ms")
                .put("queued", content.timing().queued().toMillis())
                .put("decode", content.timing().decode().toMillis())
                .put("inference", content.timing().inference().toMillis());
        addQueueEntry(node, content.queue());
        node.set(
                "review", inspection.review() == null ? JSON.getNodeFactory().nullNode() : review(inspection.review()));
        node.put("review_state", word(inspection.state()));
        node.put("revision", inspection.revision());
        return node;
    }

    private static void addImage(ObjectNode node, StoredImage image) {
        node.put("sha256", image.sha256())
                .put("width", image.size().width())
                .put("height", image.size().height())
                .put("format", image.format())
                .put("bytes", image.bytes())
                .put("removed_at", text(image.removedAt()));
    }

    static ObjectNode job(Job job) {
        ObjectNode node = object();
        node.put("id", job.id());
        node.put("state", word(job.state()));
        node.put("attempts", job.attempts());
        node.put("batch", job.batch());
        node.put("created_at", job.times().created().toString());
        node.put("started_at", text(job.times().started()));
        node.put("ended_at", text(job.times().ended()));
        addImage(node.putObject("image"), job.image());
        addContext(node.putObject("context"), job.context());
        node.put("inspection", job.inspection());
        node.put("inspection_url", job.inspection() == null ? null : "/v1/inspections/" + job.inspection());
        Job.Problem problem = job.problem();
        if (problem == null) {
            node.putNull("problem");
        } else {
            node.putObject("problem")
                    .put("type", ProblemHandler.TYPE_PREFIX + problem.type())
                    .put("detail", problem.text());
        }
        return node;
    }

    static ObjectNode batch(Batch batch) {
        ObjectNode node = object();
        node.put("id", batch.id());
        node.put("name", batch.name());
        node.put("by", batch.by());
        node.put("created_at", batch.createdAt().toString());
        node.put("started_at", text(batch.startedAt()));
        node.put("ended_at", text(batch.endedAt()));
        ObjectNode jobs = node.putObject("jobs");
        for (Job.State state : Job.State.values()) {
            jobs.put(word(state), batch.jobs().getOrDefault(state, 0L));
        }
        ObjectNode verdicts = node.putObject("verdicts");
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict.name(), batch.verdicts().getOrDefault(verdict, 0L));
        }
        return node;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static void addDefects(ObjectNode node, StoredInspection inspection) {
        ArrayNode defects = node.putArray("defects");
        inspection.defects().forEach(defect -> add(defects, defect, inspection));
        ArrayNode candidates = node.putArray("candidates");
        inspection.content().answer().defects().stream()
                .filter(defect -> !inspection.counts(defect))
                .sorted(Comparator.comparingDouble(StoredDefect::score).reversed())
                .forEach(defect -> add(candidates, defect, inspection));
    }

    private static void add(ArrayNode list, StoredDefect defect, StoredInspection inspection) {
        ObjectNode node = list.addObject();
        node.put("n", defect.n());
        node.put("type", defect.type().name());
        addBox(node, defect.box());
        node.put("score", defect.score());
        node.put("threshold", inspection.threshold(defect.type()));
        node.put("counts", inspection.counts(defect));
    }

    static void addBox(ObjectNode node, BoundingBox box) {
        node.putArray("box").add(box.xMin()).add(box.yMin()).add(box.xMax()).add(box.yMax());
    }

    private static void addContext(ObjectNode node, CaptureContext context) {
        node.put("line", context.line());
        node.put("product", context.product());
        node.put("coil", context.coil());
        node.put("frame", context.frame());
        node.put("side", context.side());
        node.put("x_mm", context.xMm());
        node.put("y_mm", context.yMm());
        node.put("length_mm", context.lengthMm());
        node.put("taken_at", text(context.takenAt()));
    }

    private static void addLineage(ObjectNode node, StoredInspection inspection) {
        node.put("deployment", inspection.deployment().id());
        addModel(node, inspection.deployment());
        node.put("recipe", inspection.content().recipe().revision().toString());
    }

    private static void addModel(ObjectNode node, Deployment deployment) {
        node.put("model", deployment.model().name());
        node.put("base_sha256", deployment.model().baseSha256());
        node.put("adapter", deployment.model().adapter());
        node.put("adapter_sha256", deployment.model().adapterSha256());
        node.put("prompt_sha256", deployment.model().promptSha256());
        node.put("augmentation", deployment.settings().augmentation());
        node.put("decoding", deployment.settings().decoding());
        node.put("software", deployment.settings().software());
        node.put("device", deployment.settings().device());
    }

    private static void addQueueEntry(ObjectNode node, @Nullable QueueEntry entry) {
        if (entry == null) {
            node.putNull("queue");
        } else {
            node.putObject("queue")
                    .put("priority", entry.priority())
                    .put("why", word(entry.why()))
                    .put("sample", entry.sample());
        }
    }

    static ObjectNode review(StoredReview review) {
        ObjectNode node = object();
        node.put("id", review.id());
        node.put("revision", review.revision());
        node.put("action", word(review.content().action()));
        node.put("reason", review.content().reason());
        node.put("seconds", review.content().seconds());
        node.put("by", review.by());
        node.put("at", review.at().toString());
        ArrayNode defects = node.putArray("defects");
        for (ReviewedBox box : review.content().boxes()) {
            ObjectNode defect = defects.addObject();
            defect.put("n", defects.size() - 1);
            defect.put("type", box.type().name());
            addBox(defect, box.box());
            defect.put("origin", word(box.origin()));
            defect.put("source", box.source());
        }
        return node;
    }

    static ObjectNode deployment(Deployment deployment) {
        ObjectNode node = object();
        node.put("id", deployment.id());
        node.put("active", deployment.to() == null && deployment.decision().mode() == Deployment.Mode.ACTIVE);
        node.put("mode", word(deployment.decision().mode()));
        node.put("by", deployment.decision().by());
        node.put("reason", deployment.decision().reason());
        node.put("adapter_id", deployment.adapter());
        node.put("from_at", deployment.from().toString());
        node.put("to_at", text(deployment.to()));
        addModel(node, deployment);
        ArrayNode types = node.putArray("types");
        deployment.model().types().stream().map(DefectType::name).forEach(types::add);
        node.put("threshold", deployment.settings().threshold());
        return node;
    }

    static ObjectNode token(AccessToken token) {
        ObjectNode node = object();
        node.put("id", token.id());
        node.put("name", token.name());
        node.put("role", word(token.role()));
        node.put("created_at", token.createdAt().toString());
        node.put("expires_at", text(token.expiresAt()));
        node.put("last_used_at", text(token.lastUsedAt()));
        return node;
    }

    static ObjectNode entry(AuditLog.Entry entry) {
        ObjectNode node = object();
        node.put("seq", entry.seq());
        node.put("at", entry.at().toString());
        node.put("actor", entry.actor());
        node.put("action", entry.action());
        node.put("subject", entry.subject());
        node.put("before", entry.before());
        node.put("after", entry.after());
        return node;
    }

    /** Returns what is told of an event. */
    static ObjectNode event(RecordEvent event) {
        if (event instanceof RecordEvent.Deployed deployed) {
            return deployment(deployed.deployment());
        }
        ObjectNode node = object();
        if (event instanceof RecordEvent.Inspected inspected) {
            node.put("id", inspected.id())
                    .put("created_at", inspected.at().toString())
                    .put("verdict", inspected.verdict().name())
                    .put("disposition", inspected.disposition().name());
            addContext(node.putObject("context"), inspected.context());
        } else if (event instanceof RecordEvent.Reviewed reviewed) {
            node.put("id", reviewed.id())
                    .put("inspection", reviewed.inspection())
                    .put("at", reviewed.at().toString())
                    .put("action", word(reviewed.action()))
                    .put("by", reviewed.by())
                    .put("disposition", reviewed.disposition().name());
            addContext(node.putObject("context"), reviewed.context());
        }
        return node;
    }

    /** Returns a constant as the interface writes it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
