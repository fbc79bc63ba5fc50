package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.CaptureContext;
import io.millsight.history.Deployment;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.IntakeException;
import io.millsight.service.intake.IntakeImage;
import io.millsight.service.intake.IntakeResult;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.intake.Requester;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.openai.ChatCompletion;
import io.millsight.service.openai.ChatRequest;
import io.millsight.service.openai.ChatRequestException;
import io.millsight.service.queue.InspectionQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The routes for clients of OpenAI's interface: the models, and chat completions about one image. */
final class OpenAiRoutes {

    /** A request without an image is short. It is answered without a place in the queue. */
    private static final long SHORT = 1 << 20;

    /** Names of whatever answers now. */
    private static final String ACTIVE = "active";

    /** Names of the model without an adapter. */
    private static final String BASE = "base";

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiRoutes.class);

    private final ServiceParts parts;
    private final ImageIntake intake;

    OpenAiRoutes(ServiceParts parts, ImageIntake intake) {
        this.parts = parts;
        this.intake = intake;
    }

    void models(Context context) {
        ObjectNode node = RecordJson.object().put("object", "list");
        node.putArray("data").add(model(deployment()));
        context.json(node);
    }

    void model(Context context) {
        context.json(model(deployment(context.pathParam("id"))));
    }

    private static ObjectNode model(Deployment deployment) {
        return RecordJson.object()
                .put("id", id(deployment))
                .put("object", "model")
                .put("created", deployment.from().getEpochSecond())
                .put("owned_by", "millsight");
    }

    private static String id(Deployment deployment) {
        String adapter = deployment.model().adapter();
        return adapter == null ? deployment.model().name() : adapter;
    }

    private Deployment deployment() {
        return parts.model().deployment().orElseThrow(ProblemException::starting);
    }

    private Deployment deployment(String name) {
        Deployment deployment = deployment();
        boolean isBase = deployment.model().adapter() == null && name.equals(BASE);
        if (name.equals(ACTIVE) || name.equals(id(deployment)) || isBase) {
            return deployment;
        }
        throw new ProblemException(
                        404,
                        "model_not_found",
                        "there is no model " + MessageText.quote(name) + "; ask " + MessageText.quote(id(deployment))
                                + " or \"" + ACTIVE + "\"")
                .member("param", "model");
    }

    void complete(Context context) throws IOException {
        ImageRequest.handle(context, parts.metrics(), () -> {
            long bytes = announcedBytes(context);
            try (InspectionQueue.Place place = bytes > SHORT ? intake.reserve(bytes) : null) {
                ChatRequest request = read(context);
                ChatCompletion completion = new ChatCompletion(request, id(deployment(request.model())));
                if (place == null) {
                    try (InspectionQueue.Place late = intake.reserve(bytes)) {
                        answer(context, request, completion, late);
                    }
                } else {
                    answer(context, request, completion, place);
                }
            }
        });
    }

    private static long announcedBytes(Context context) {
        long length = Upload.length(context, "request");
        if (length > ChatRequest.MOST_BYTES) {
            throw Upload.tooLarge();
        }
        return length;
    }

    private static ChatRequest read(Context context) throws IOException {
        try {
            return ChatRequest.read(context.req().getInputStream());
        } catch (ChatRequestException e) {
            ProblemException problem = new ProblemException(e.status(), e.code(), String.valueOf(e.getMessage()));
            throw e.parameter() == null ? problem : problem.member("param", e.parameter());
        }
    }

    private void answer(Context context, ChatRequest request, ChatCompletion completion, InspectionQueue.Place place)
            throws IOException {
        IntakeImage image = new IntakeImage(request.image(), CaptureContext.NONE);
        ClientConnection client = ClientConnection.of(context);
        if (!request.stream()) {
            IntakeTerms terms = ImageRequest.terms(context, client::isClosed);
            context.json(completion.whole(result(intake.inspect(place, image, terms))));
            return;
        }
        EventStream stream = new EventStream(context);
        IntakeTerms terms = ImageRequest.terms(context, new Listener(stream, client, completion));
        try {
            IntakeResult result = intake.inspect(place, image, terms);
            if (!stream.isOpen()) {
                stream.send(completion.opening());
            }
            for (ObjectNode chunk : completion.rest(result(result))) {
                stream.send(chunk);
            }
            stream.send("[DONE]");
        } catch (IntakeException e) {
            fail(stream, ProblemException.of(e), e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", context.method(), context.path(), e);
            fail(stream, ProblemException.failed("the service failed; its log says why"), e);
        }
    }

    /** Sends an error within the stream, whose status has been sent already; or throws if nothing has been sent. */
    private static void fail(EventStream stream, ProblemException problem, RuntimeException failure)
            throws IOException {
        if (!stream.isOpen()) {
            throw failure;
        }
        stream.send(OpenAiErrors.document(problem));
    }

    private static ChatCompletion.Result result(IntakeResult result) {
        return new ChatCompletion.Result(
                result.inspection(), result.tokens(), RecordJson.inspection(result.inspection()));
    }

    /** Tells a client of a stream that its image waits, and that it still does. */
    private record Listener(EventStream stream, ClientConnection client, ChatCompletion completion)
            implements Requester {

        @Override
        public void accepted() {
            try {
                stream.send(completion.opening());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean isGone() {
            return client.isClosed() || !stream.keepAlive();
        }
    }
}
