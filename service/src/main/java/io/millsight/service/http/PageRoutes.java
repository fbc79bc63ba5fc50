package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends the files of the page, which are resources of the program. */
final class PageRoutes {

    private static final String FOLDER = "/io/millsight/service/page/";

    /** No empty, hidden or upward part of a path. */
    private static final Pattern NAME = Pattern.compile("(?:\\w[\\w.-]*/)*\\w[\\w.-]*\\.([a-z0-9]+)");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8",
            "woff2", "font/woff2");

    void index(Context context) throws IOException {
        send(context, "index.html");
    }

    void file(Context context) throws IOException {
        send(context, context.pathParam("name"));
    }

    private static void send(Context context, String name) throws IOException {
        Matcher matcher = NAME.matcher(name);
        String media = matcher.matches() ? MEDIA_TYPES.get(matcher.group(1)) : null;
        try (InputStream in = media == null ? null : PageRoutes.class.getResourceAsStream(FOLDER + name)) {
            if (in == null || media == null) {
                throw ProblemException.notFound("there is no such file");
            }
            byte[] content = in.readAllBytes();
            String tag = "\"" + Hashes.hex(Hashes.sha256(content)) + "\"";
            context.header("Cache-Control", "no-cache").header("ETag", tag);
            if (tag.equals(context.header("If-None-Match"))) {
                context.status(304);
            } else {
                context.result(content).contentType(media);
            }
        }
    }
}
