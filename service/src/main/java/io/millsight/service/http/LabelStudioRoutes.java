package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.Hashes;
import io.millsight.files.MessageText;
import io.millsight.history.Actor;
import io.millsight.history.CaptureContext;
import io.millsight.history.Deployment;
import io.millsight.history.IdempotencyKey;
import io.millsight.history.ReviewResult;
import io.millsight.history.Reviews;
import io.millsight.history.StoredInspection;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.IntakeException;
import io.millsight.service.intake.IntakeImage;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.intake.Requester;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.labelstudio.Annotation;
import io.millsight.service.labelstudio.LabelConfig;
import io.millsight.service.labelstudio.LabelStudioException;
import io.millsight.service.labelstudio.LabelStudioImages;
import io.millsight.service.labelstudio.Predictions;
import io.millsight.service.openai.ChatRequest;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The routes of a machine-learning backend of Label Studio. */
final class LabelStudioRoutes {

    /** Label Studio waits 100 seconds for all tasks of a request. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private static final int MOST_TASKS = 500;

    /** Tasks of one request that wait for the model together, so that they share its batches. */
    private static final int TOGETHER = 8;

    private static final Logger LOG = LoggerFactory.getLogger(LabelStudioRoutes.class);

    private final ServiceParts parts;
    private final ImageIntake intake;
    private final LabelStudioImages images;
    private final ExecutorService tasks = threads();

    LabelStudioRoutes(ServiceParts parts, ImageIntake intake, LabelStudioImages images) {
        this.parts = parts;
        this.intake = intake;
        this.images = images;
    }

    private static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(TOGETHER, TOGETHER, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "label-studio");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    void health(Context context) {
        context.json(RecordJson.object().put("status", "UP").put("model_class", "Millsight"));
    }

    /** Answers what a project asks when it is connected: the version of the model, and which labels do not fit. */
    void setup(Context context) throws IOException {
        Deployment deployment = deployment();
        LabelConfig config = config(body(context).path("schema"));
        List<String> unknown = config.unknownLabels(deployment.model().types());
        List<String> missing = config.missingLabels(deployment.model().types());
        if (!unknown.isEmpty() || !missing.isEmpty()) {
            LOG.warn(
                    "a project of Label Studio has labels that the model does not know: {}; and no label for: {}",
                    MessageText.printable(unknown.toString()),
                    missing);
        }
        ObjectNode node = RecordJson.object().put("model_version", Predictions.version(deployment));
        ArrayNode unknownLabels = node.putArray("unknown_labels");
        unknown.forEach(unknownLabels::add);
        ArrayNode missingLabels = node.putArray("missing_labels");
        missing.forEach(missingLabels::add);
        context.json(node);
    }

    private Deployment deployment() {
        return parts.model().deployment().orElseThrow(ProblemException::starting);
    }

    private static LabelConfig config(JsonNode xml) {
        if (!xml.isString()) {
            throw ProblemException.unprocessable("the labelling interface is missing");
        }
        try {
            return LabelConfig.parse(xml.asString());
        } catch (LabelStudioException e) {
            throw ProblemException.unprocessable(String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode body(Context context) throws IOException {
        long length = Upload.length(context, "request");
        if (length > ChatRequest.MOST_BYTES) {
            throw new ProblemException(413, "too_large", "send fewer images in one request");
        }
        try {
            return JsonMapper.shared().readTree(context.req().getInputStream());
        } catch (JacksonException e) {
            throw ProblemException.invalidRequest("not JSON: " + MessageText.excerpt(e.getOriginalMessage()));
        }
    }

    /** Inspects the images of tasks. Each task has a result; what went wrong with one stands in its result. */
    void predict(Context context) throws IOException {
        Deployment deployment = deployment();
        JsonNode body;
        try (InspectionQueue.Place place =
                intake.reserve(Math.max(0, context.req().getContentLengthLong()))) {
            body = body(context);
        }
        LabelConfig config = config(body.path("label_config"));
        List<JsonNode> wanted = body.path("tasks").valueStream().toList();
        if (wanted.size() > MOST_TASKS) {
            throw ProblemException.unprocessable("a request has at most " + MOST_TASKS + " tasks");
        }
        String project = number(body.path("project"));
        long end = System.nanoTime() + DEADLINE.toNanos();
        List<CompletableFuture<ObjectNode>> answers = wanted.stream()
                .map(task -> CompletableFuture.supplyAsync(
                        () -> prediction(new Task(project, task), config, deployment, end), tasks))
                .toList();
        ObjectNode node = RecordJson.object();
        ArrayNode results = node.putArray("results");
        answers.forEach(answer -> results.add(answer.join()));
        context.json(node);
    }

    /** Returns the number of a project: Label Studio adds the time of its making after a point. */
    private static String number(JsonNode project) {
        return project.asString("").replaceFirst("\\..*", "");
    }

    /** A task of a project. */
    private record Task(String project, JsonNode content) {

        String id() {
            return content.path("id").asString("");
        }
    }

    private ObjectNode prediction(Task task, LabelConfig config, Deployment deployment, long end) {
        try {
            String address = task.content.path("data").path(config.member()).asString("");
            if (address.isEmpty()) {
                throw ProblemException.unprocessable(
                        "the task has no image in data." + MessageText.printable(config.member()));
            }
            byte[] file = images.get(address);
            if (file.length > IntakeImage.MOST_BYTES) {
                throw Upload.tooLarge();
            }
            return Predictions.of(inspection(task, file, deployment, end), config);
        } catch (LabelStudioException | IntakeException | ProblemException e) {
            return Predictions.failed(Predictions.version(deployment), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.error("a task of Label Studio failed", e);
            return Predictions.failed(
                    Predictions.version(deployment), "the service failed on this image; its log says why");
        }
    }

    /** Inspects the image of a task, unless this model has inspected it for this task. */
    private StoredInspection inspection(Task task, byte[] file, Deployment deployment, long end) throws IOException {
        Optional<StoredInspection> earlier = parts.history()
                .labelTasks()
                .find(task.project, task.id())
                .filter(stored -> stored.deployment().id().equals(deployment.id()))
                .filter(stored -> stored.content().image().sha256().equals(Hashes.hex(Hashes.sha256(file))));
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        IntakeTerms terms = new IntakeTerms(Lane.INTERACTIVE, left, null, Requester.PATIENT);
        try (InspectionQueue.Place place = intake.reserve(file.length)) {
            StoredInspection stored = intake.inspect(place, new IntakeImage(file, CaptureContext.NONE), terms)
                    .inspection();
            if (!task.id().isEmpty()) {
                parts.history().labelTasks().put(task.project, task.id(), stored.id());
            }
            return stored;
        }
    }

    /** Makes a review of an annotation. Other messages are acknowledged and change nothing. */
    void webhook(Context context) throws IOException {
        JsonNode body = body(context);
        String action = body.path("action").asString("");
        JsonNode annotation = body.path("annotation");
        if (!action.equals("ANNOTATION_CREATED") && !action.equals("ANNOTATION_UPDATED")) {
            ignore(context, "only new and changed annotations become reviews");
            return;
        }
        if (annotation.path("was_cancelled").asBoolean(false)) {
            ignore(context, "the task was skipped");
            return;
        }
        Optional<StoredInspection> inspection = parts.history()
                .labelTasks()
                .find(
                        number(body.path("project").path("id")),
                        body.path("task").path("id").asString(""));
        if (inspection.isEmpty()) {
            ignore(context, "no inspection was made for this task");
            return;
        }
        review(context, inspection.get(), annotation);
    }

    private static void ignore(Context context, String reason) {
        context.json(RecordJson.object().put("ignored", reason));
    }

    private void review(Context context, StoredInspection inspection, JsonNode annotation) {
        String said = annotation.toString();
        IdempotencyKey key = new IdempotencyKey(
                "label-studio " + Hashes.hex(Hashes.sha256(inspection.id() + said)), Hashes.hex(Hashes.sha256(said)));
        if (parts.history().idempotency().find(key.key()).isPresent()) {
            ignore(context, "the annotation is a review already");
            return;
        }
        Actor reviewer = Caller.actor(context);
        ReviewBody review = review(inspection, annotation);
        Reviews.Target target = new Reviews.Target(inspection.id(), inspection.revision());
        ReviewResult result = parts.history().reviews().add(target, review.review(inspection), reviewer, key);
        if (result instanceof ReviewResult.Added added) {
            parts.metrics().reviewed(added.review().content().action());
            context.status(201).json(RecordJson.review(added.review()));
        } else if (result instanceof ReviewResult.Leased leased) {
            LOG.warn(
                    "{} is reviewing inspection {}; what Label Studio says is not taken",
                    leased.holder(),
                    inspection.id());
            throw new ProblemException(
                    409, "leased", MessageText.printable(leased.holder()) + " is looking at this image");
        } else {
            throw new ProblemException(409, "changed", "somebody reviewed the inspection at the same time");
        }
    }

    private static ReviewBody review(StoredInspection inspection, JsonNode content) {
        Annotation annotation;
        try {
            annotation = Annotation.read(content, inspection);
        } catch (LabelStudioException e) {
            throw new ProblemException(422, "invalid_review", String.valueOf(e.getMessage()));
        }
        String reason = MessageText.excerpt(
                "Label Studio, annotation " + content.path("id").asString(""));
        if (annotation.regions().isEmpty()) {
            return new ReviewBody("clean", reason, annotation.seconds(), null);
        }
        if (annotation.accepts(inspection)) {
            return new ReviewBody("accept", reason, annotation.seconds(), null);
        }
        List<ReviewBody.Box> boxes = annotation.regions().stream()
                .map(region -> new ReviewBody.Box(
                        region.type(),
                        List.of(
                                region.box().xMin(),
                                region.box().yMin(),
                                region.box().xMax(),
                                region.box().yMax()),
                        region.source()))
                .toList();
        return new ReviewBody("correct", reason, annotation.seconds(), boxes);
    }
}
