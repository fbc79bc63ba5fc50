package io.millsight.service.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with a problem document (RFC 9457). The message is one line for people. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

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

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "not_found", detail);
    }

    /** A failure of the service itself. Clients that retry by themselves are told that it would not help. */
    static ProblemException failed(String detail) {
        return new ProblemException(500, "failed", detail).header("X-Should-Retry", "false");
    }
}
