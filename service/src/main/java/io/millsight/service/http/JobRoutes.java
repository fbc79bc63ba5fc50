package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.Batch;
import io.millsight.history.History;
import io.millsight.history.Job;
import io.millsight.service.intake.LaterIntake;
import io.millsight.service.intake.ServiceParts;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes of images that are inspected later, alone or in batches. */
final class JobRoutes {

    /** A client that wants the answer later says so (RFC 7240). */
    private static final String PREFER = "Prefer";

    private static final String LATER = "respond-async";

    /** A client that waits for a job asks again after so many seconds. */
    private static final String RETRY_AFTER = "2";

    /** So many failed jobs stand in a batch. */
    private static final int FAILURES = 10;

    private final History history;
    private final LaterIntake intake;

    /** The body of a new batch. */
    private record BatchBody(@Nullable String name) {}

    JobRoutes(ServiceParts parts) {
        history = parts.history();
        intake = new LaterIntake(parts);
    }

    /**
     * Returns whether a request wants its answer later.
     *
     * @throws ProblemException if it names a batch, and does not
     */
    static boolean isWanted(Context context) {
        boolean wanted = Collections.list(context.req().getHeaders(PREFER)).stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .anyMatch(
                        preference -> preference.replaceFirst(";.*", "").strip().equalsIgnoreCase(LATER));
        if (!wanted && context.queryParam("batch") != null) {
            throw ProblemException.unprocessable("images of a batch are inspected later; send Prefer: " + LATER);
        }
        return wanted;
    }

    /** Accepts an image, and answers with its job. */
    void add(Context context) throws IOException {
        String batch = context.queryParam("batch");
        if (batch != null) {
            find(batch);
        }
        String key = RequestKey.given(context);
        try (LaterIntake.Room room = intake.reserve(Upload.announcedBytes(context))) {
            LaterIntake.Accepted accepted = intake.accept(Upload.read(context), batch, key);
            if (accepted.replayed()) {
                context.header("Idempotency-Replayed", "true");
            }
            context.status(202)
                    .header("Preference-Applied", LATER)
                    .header("Location", "/v1/jobs/" + accepted.job().id());
            answer(context, accepted.job());
        }
    }

    private static void answer(Context context, Job job) {
        if (!job.isOver()) {
            context.header("Retry-After", RETRY_AFTER);
        }
        context.json(RecordJson.job(job));
    }

    void show(Context context) {
        answer(context, job(context));
    }

    private Job job(Context context) {
        String id = context.pathParam("id");
        return history.jobs()
                .find(id)
                .orElseThrow(() -> ProblemException.notFound("there is no job " + MessageText.quote(id)));
    }

    void cancel(Context context) {
        Job job = job(context);
        if (!history.jobs().cancel(job.id(), Caller.actor(context))) {
            String state = RecordJson.word(job(context).state());
            throw new ProblemException(409, "not_waiting", "only a job that waits is cancelled; this one is " + state);
        }
        context.status(204);
    }

    void batches(Context context) {
        int limit = QueryText.limit(context);
        List<Batch> found = history.batches().list(context.queryParam("cursor"), limit + 1);
        context.json(RecordJson.page(found, limit, RecordJson::batch, Batch::id));
    }

    void addBatch(Context context) {
        BatchBody body = JsonBody.read(context, BatchBody.class);
        String name = Optional.ofNullable(Upload.name("name", body.name))
                .orElseThrow(() -> ProblemException.unprocessable("name is missing; name the batch"));
        Batch batch = history.batches().add(name, Caller.actor(context));
        context.status(201).header("Location", "/v1/batches/" + batch.id()).json(json(batch));
    }

    void batch(Context context) {
        context.json(json(find(context.pathParam("id"))));
    }

    /** Cancels what waits. What is being inspected goes on. */
    void cancelBatch(Context context) {
        Batch batch = find(context.pathParam("id"));
        history.jobs().cancelBatch(batch.id(), Caller.actor(context));
        context.status(204);
    }

    private Batch find(String id) {
        return history.batches()
                .find(id)
                .orElseThrow(() -> ProblemException.notFound("there is no batch " + MessageText.quote(id)));
    }

    /** Returns a batch with its first failures. */
    private ObjectNode json(Batch batch) {
        ObjectNode node = RecordJson.batch(batch);
        ArrayNode failures = node.putArray("failures");
        history.jobs().failures(batch.id(), FAILURES).stream()
                .map(RecordJson::job)
                .forEach(failures::add);
        return node;
    }
}
