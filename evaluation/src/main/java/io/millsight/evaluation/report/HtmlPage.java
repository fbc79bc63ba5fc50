package io.millsight.evaluation.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Frame of a page without other files and without scripts. */
final class HtmlPage {

    private HtmlPage() {}

    /**
     * Returns a complete page.
     *
     * @param title title as plain text
     * @param body HTML in which external texts are escaped
     */
    static String of(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(Html.escape(title), style(), body);
    }

    private static String style() {
        try (InputStream stream = HtmlPage.class.getResourceAsStream("report.css")) {
            byte[] bytes = Objects.requireNonNull(stream, "report.css is part of the jar")
                    .readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read report.css of the jar", e);
        }
    }
}
