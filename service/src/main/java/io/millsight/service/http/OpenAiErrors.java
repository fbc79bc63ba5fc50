package io.millsight.service.http;

import io.millsight.files.MessageText;
import tools.jackson.databind.node.ObjectNode;

/** Problems in the form that clients of OpenAI's interface read. */
final class OpenAiErrors {

    private static final String MODELS = "/v1/models";
    private static final String CHAT = "/v1/chat/";

    private OpenAiErrors() {}

    /** Returns whether the clients of a path read this form. */
    static boolean areReadAt(String path) {
        return path.equals(MODELS) || path.startsWith(MODELS + "/") || path.startsWith(CHAT);
    }

    static ObjectNode document(ProblemException problem) {
        ObjectNode document = RecordJson.object();
        Object parameter = problem.members().get("param");
        document.putObject("error")
                .put("message", MessageText.oneLine(String.valueOf(problem.getMessage())))
                .put("type", type(problem.status()))
                .put("param", parameter == null ? null : parameter.toString())
                .put("code", problem.type());
        return document;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
