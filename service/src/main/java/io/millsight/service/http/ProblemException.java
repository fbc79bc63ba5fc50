package io.millsight.service.http;

import io.millsight.service.intake.IntakeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with a problem document (RFC 9457). The message is one line for people. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a client is told that has gone; nobody reads it, but the metrics count it. */
    private static final int CLIENT_GONE = 499;

    private final int status;
    private final String type;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    /**
     * @param type a word that programs can tell problems apart by
     */
    ProblemException(int status, String type, String detail) {
        super(detail);
        this.status = status;
        this.type = type;
    }

    /** Returns the problem of an image that is not inspected. */
    static ProblemException of(IntakeException failure) {
        ProblemException problem =
                new ProblemException(status(failure.kind()), failure.type(), String.valueOf(failure.getMessage()));
        Duration after = failure.retryAfter();
        if (after != null) {
            problem.retryAfter(after.plusMillis(999).toSeconds());
        }
        return switch (failure.kind()) {
            case LATE, FAILED -> problem.header("X-Should-Retry", "false");
            case FULL, UNAVAILABLE, RUNNING, KEY_REUSED, UNSUPPORTED, INVALID, GONE -> problem;
        };
    }

    private static int status(IntakeException.Kind kind) {
        return switch (kind) {
            case FULL -> 429;
            case UNAVAILABLE -> 503;
            case RUNNING -> 409;
            case UNSUPPORTED -> 415;
            case KEY_REUSED, INVALID -> 422;
            case LATE -> 504;
            case GONE -> CLIENT_GONE;
            case FAILED -> 500;
        };
    }

    /** Adds a header to the answer. */
    ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a member to the document. */
    ProblemException member(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** Asks the client to try again after some seconds. */
    ProblemException retryAfter(long seconds) {
        return header("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    Map<String, String> headers() {
        return headers;
    }

    Map<String, Object> members() {
        return members;
    }

    static ProblemException invalidRequest(String detail) {
        return new ProblemException(400, "invalid_request", detail);
    }

    static ProblemException unprocessable(String detail) {
        return new ProblemException(422, "invalid_request", detail);
    }

    /** Until the model has been loaded, a request has to wait. */
    static ProblemException starting() {
        return new ProblemException(503, "starting", "the model is being loaded").retryAfter(5);
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "not_found", detail);
    }

    /** A failure of the service itself. Clients that retry by themselves are told that it would not help. */
    static ProblemException failed(String detail) {
        return new ProblemException(500, "failed", detail).header("X-Should-Retry", "false");
    }
}
