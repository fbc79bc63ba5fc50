package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads parameters of queries and texts of requests. What cannot be read ends the request with a message that names the parameter. */
final class QueryText {

    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private QueryText() {}

    /** Returns the length of a page of a list. */
    static int limit(Context context) {
        Long limit = number(context, "limit");
        if (limit != null && (limit < 1 || limit > LARGEST_PAGE)) {
            throw refused("limit", limit.toString(), "a number from 1 to " + LARGEST_PAGE);
        }
        return limit == null ? PAGE : limit.intValue();
    }

    static @Nullable Instant time(Context context, String name) {
        return time(name, context.queryParam(name));
    }

    static @Nullable Instant time(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw refused(name, text, "a time such as 2026-11-28T16:30:00Z");
        }
    }

    static @Nullable Long number(Context context, String name) {
        String text = context.queryParam(name);
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw refused(name, text, "a whole number");
        }
    }

    static @Nullable Double real(Context context, String name) {
        String text = context.queryParam(name);
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw refused(name, text, "a number");
        }
    }

    static <E extends Enum<E>> @Nullable E constant(Class<E> type, String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> refused(
                        name,
                        text,
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    static ProblemException refused(String name, String text, String expected) {
        return ProblemException.invalidRequest(name + " is " + MessageText.quote(text) + ", expected " + expected);
    }
}
