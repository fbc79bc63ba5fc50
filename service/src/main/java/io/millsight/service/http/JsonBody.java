package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON of requests into records. Members that a record does not have are refused: a misspelt member would be ignored silently. */
final class JsonBody {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /** Reads the body of a request. */
    static <T> T read(Context context, Class<T> type) {
        String media =
                String.valueOf(context.contentType()).replaceFirst(";.*", "").strip();
        if (!media.equalsIgnoreCase("application/json")) {
            throw new ProblemException(415, "unsupported_format", "the body must be application/json");
        }
        return parse(context.body(), type);
    }

    /** Reads a text. */
    static <T> T parse(String text, Class<T> type) {
        try {
            T value = JSON.readValue(text, type);
            if (value == null) {
                throw ProblemException.invalidRequest("the JSON is null; give an object");
            }
            return value;
        } catch (StreamReadException e) {
            throw ProblemException.invalidRequest("not JSON: " + MessageText.excerpt(e.getOriginalMessage()));
        } catch (JacksonException e) {
            throw ProblemException.unprocessable("unexpected JSON: " + e.getOriginalMessage());
        }
    }
}
