package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.Actor;
import io.millsight.history.IdempotencyKey;
import io.millsight.history.LeaseResult;
import io.millsight.history.NewReview;
import io.millsight.history.QueueEntry;
import io.millsight.history.QueueSelection;
import io.millsight.history.ReviewQueue;
import io.millsight.history.ReviewResult;
import io.millsight.history.Reviews;
import io.millsight.history.StoredInspection;
import io.millsight.history.StoredReview;
import io.millsight.service.intake.RunningKeys;
import io.millsight.service.intake.ServiceParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes by which people review inspections. */
final class ReviewRoutes {

    /** Lines of the last days are offered as a filter. */
    private static final Duration LINES_OF = Duration.ofDays(30);

    private static final int MOST_EXCLUDED = 100;

    /** The body of a lease: a certain inspection, or the next one of a line that is not excluded. */
    private record LeaseBody(
            @Nullable String inspection,
            @Nullable String line,
            @Nullable List<String> exclude) {

        QueueSelection wanted() {
            List<String> excluded = exclude == null ? List.of() : exclude;
            if (excluded.size() > MOST_EXCLUDED || excluded.stream().anyMatch(Objects::isNull)) {
                throw new ProblemException(
                        422, "invalid_request", "exclude: at most " + MOST_EXCLUDED + " identifiers of inspections");
            }
            return new QueueSelection(line, Set.copyOf(excluded));
        }
    }

    private final ServiceParts parts;
    private final InspectionRoutes inspections;
    private final RunningKeys keys;

    ReviewRoutes(ServiceParts parts, InspectionRoutes inspections, RunningKeys keys) {
        this.parts = parts;
        this.inspections = inspections;
        this.keys = keys;
    }

    void list(Context context) {
        context.json(RecordJson.items(
                parts.history().reviews().of(inspections.find(context).id()), RecordJson::review));
    }

    void add(Context context) {
        ReviewBody body = JsonBody.read(context, ReviewBody.class);
        IdempotencyKey key = RequestKey.of(context, context.body());
        try (RunningKeys.Claim claim = keys.claim(key)) {
            Optional<StoredReview> earlier =
                    keys.answer(key).flatMap(parts.history().reviews()::find);
            if (earlier.isPresent()) {
                context.header("Idempotency-Replayed", "true");
                answer(context, earlier.get());
                return;
            }
            int revision = revision(context.header("If-Match"));
            StoredInspection inspection = inspections.find(context);
            NewReview review = body.review(inspection);
            Reviews.Target target = new Reviews.Target(inspection.id(), revision);
            ReviewResult result = parts.history().reviews().add(target, review, Caller.actor(context), key);
            answer(context, result);
        }
    }

    private static int revision(@Nullable String ifMatch) {
        if (ifMatch == null) {
            throw new ProblemException(
                    428, "precondition_required", "send If-Match with the revision that you have seen");
        }
        try {
            return Integer.parseInt(ifMatch.replaceFirst("^\"(.*)\"$", "$1"));
        } catch (NumberFormatException e) {
            throw QueryText.refused("If-Match", ifMatch, "the revision in quotation marks");
        }
    }

    private void answer(Context context, ReviewResult result) {
        if (result instanceof ReviewResult.Added added) {
            parts.metrics().reviewed(added.review().content().action());
            answer(context, added.review());
        } else if (result instanceof ReviewResult.Changed changed) {
            throw new ProblemException(412, "changed", "somebody has reviewed the inspection meanwhile")
                    .member("revision", changed.revision());
        } else if (result instanceof ReviewResult.Leased leased) {
            throw leased(leased.holder(), leased.until());
        } else {
            throw ProblemException.notFound("the inspection is gone");
        }
    }

    private static void answer(Context context, StoredReview review) {
        context.status(201)
                .header("ETag", InspectionRoutes.etag(review.revision()))
                .json(RecordJson.review(review));
    }

    private static ProblemException leased(String holder, Instant until) {
        return new ProblemException(
                        409, "leased", MessageText.printable(holder) + " is looking at this image until " + until)
                .member("holder", holder)
                .member("until", until.toString());
    }

    void summary(Context context) {
        ReviewQueue queue = parts.history().queue();
        ReviewQueue.Summary summary = queue.summary(context.queryParam("line"));
        ObjectNode node = RecordJson.object();
        node.put("backlog", summary.backlog());
        node.put("leased", summary.leased());
        ObjectNode reasons = node.putObject("by_why");
        for (QueueEntry.Reason reason : QueueEntry.Reason.values()) {
            reasons.put(RecordJson.word(reason), summary.byReason().getOrDefault(reason, 0L));
        }
        ArrayNode lines = node.putArray("lines");
        queue.lines(Instant.now().minus(LINES_OF)).forEach(lines::add);
        context.json(node);
    }

    void lease(Context context) {
        LeaseBody body = JsonBody.read(context, LeaseBody.class);
        Actor person = Caller.actor(context);
        ReviewQueue queue = parts.history().queue();
        LeaseResult result =
                body.inspection == null ? queue.next(person, body.wanted()) : queue.lease(body.inspection, person);
        if (result instanceof LeaseResult.Granted granted) {
            StoredInspection inspection =
                    parts.history().inspections().find(granted.inspection()).orElseThrow();
            ObjectNode node = RecordJson.object();
            node.put("lease", granted.lease());
            node.put("until", granted.until().toString());
            node.put("backlog", queue.summary(body.line).backlog());
            node.set("inspection", RecordJson.inspection(inspection));
            context.json(node);
        } else if (result instanceof LeaseResult.Held held) {
            throw leased(held.holder(), held.until());
        } else if (body.inspection == null) {
            context.status(204);
        } else {
            throw new ProblemException(409, "not_queued", "the inspection does not wait for a review");
        }
    }

    void release(Context context) {
        parts.history().queue().release(context.pathParam("id"), Caller.actor(context));
        context.status(204);
    }
}
