package io.millsight.service.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.millsight.files.MessageText;
import io.millsight.history.DuplicateKeyException;
import io.millsight.history.HistoryUnavailableException;
import io.millsight.service.intake.IntakeException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes every error as a problem document (RFC 9457), or as clients of OpenAI's interface read it. What the program did wrong goes to the log, not
 * to the client.
 */
public final class ProblemHandler {

    private static final String MEDIA_TYPE = "application/problem+json";
    static final String TYPE_PREFIX = "urn:millsight:";
    private static final Map<Integer, String> TYPES =
            Map.of(404, "not_found", 405, "method_not_allowed", 413, "too_large", 415, "unsupported_format");

    /** A database that is restarted needs about as long. */
    private static final int DATABASE_SECONDS = 5;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    private ProblemHandler() {}

    static void register(RoutesConfig routes) {
        routes.exception(ProblemException.class, ProblemHandler::write);
        routes.exception(IntakeException.class, (failure, context) -> write(ProblemException.of(failure), context));
        routes.exception(HistoryUnavailableException.class, (failure, context) -> {
            LOG.error("{} {}: {}", context.method(), context.path(), failure.getMessage());
            write(
                    new ProblemException(503, "database", "the database of the records does not answer")
                            .retryAfter(DATABASE_SECONDS),
                    context);
        });
        routes.exception(
                DuplicateKeyException.class,
                (failure, context) -> write(
                        new ProblemException(409, "running", String.valueOf(failure.getMessage())).retryAfter(1),
                        context));
        routes.exception(HttpResponseException.class, (failure, context) -> write(problem(failure), context));
        routes.exception(Exception.class, (failure, context) -> write(problem(failure, context), context));
    }

    private static ProblemException problem(Exception failure, Context context) {
        if (failure instanceof HttpException request
                && request.getCode() < 500) { // the server library could not read it
            return new ProblemException(request.getCode(), "invalid_request", String.valueOf(request.getReason()));
        }
        LOG.error("{} {} failed", context.method(), context.path(), failure);
        return ProblemException.failed("the service failed; its log says why");
    }

    private static ProblemException problem(HttpResponseException failure) {
        int status = failure.getStatus();
        String type = TYPES.getOrDefault(status, status < 500 ? "invalid_request" : "failed");
        ProblemException problem = new ProblemException(status, type, String.valueOf(failure.getMessage()));
        String methods = failure.getDetails().get("availableMethods");
        return status == 405 && methods != null ? problem.header("Allow", methods) : problem;
    }

    /** Answers after an error of the virtual machine, such as a full heap. The program lives on. */
    public static void writeError(HttpServletResponse response, Error error) {
        LOG.error("a request failed", error);
        ProblemException problem = ProblemException.failed("the service failed; its log says why");
        response.setStatus(problem.status());
        response.setContentType(MEDIA_TYPE);
        problem.headers().forEach(response::setHeader);
        try {
            response.getOutputStream().write(document(problem).toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("nobody reads the answer", e);
        }
    }

    private static void write(ProblemException problem, Context context) {
        context.status(problem.status());
        problem.headers().forEach(context::header);
        if (OpenAiErrors.areReadAt(context.path())) {
            context.json(OpenAiErrors.document(problem));
        } else {
            context.result(document(problem).toString()).contentType(MEDIA_TYPE);
        }
    }

    private static ObjectNode document(ProblemException problem) {
        ObjectNode document = JSON.createObjectNode()
                .put("type", TYPE_PREFIX + problem.type())
                .put("title", HttpStatus.forStatus(problem.status()).getMessage())
                .put("status", problem.status())
                .put("detail", MessageText.oneLine(String.valueOf(problem.getMessage())));
        problem.members().forEach(document::putPOJO);
        return document;
    }
}
