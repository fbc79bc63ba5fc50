package io.millsight.evaluation.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Frame of a page without other files and without scripts, with landmarks for screen readers and a link that skips the
 * contents.
 *
 * @param title title of the window, as plain text
 * @param header HTML of the top of the page
 * @param contents HTML of the list of contents; empty for none
 * @param main HTML of the page; external texts in all parts are escaped
 */
record HtmlPage(String title, String header, String contents, String main) {

    /**
     * Returns the top of a page.
     *
     * @param title what the page is about
     * @param sentences the verdict and what explains it
     * @param facts date, run, split and numbers of images
     */
    static String header(String title, List<String> sentences, List<String> facts) {
        return "<h1>%s</h1>\n<p class=\"verdict\">%s</p>\n%s<p class=\"facts\">%s</p>\n"
                .formatted(
                        Html.escape(title),
                        Html.escape(sentences.get(0)),
                        sentences.stream()
                                .skip(1)
                                .map(sentence -> "<p>" + Html.escape(sentence) + "</p>\n")
                                .collect(Collectors.joining()),
                        facts.stream().map(Html::escape).collect(Collectors.joining(" · ")));
    }

    /** Returns the box that says how far to trust a page. */
    static String trust(String title, List<String> cautions) {
        return "<section class=\"trust\" aria-labelledby=\"trust\">\n<h2 id=\"trust\">%s</h2>\n%s</section>\n"
                .formatted(Html.escape(title), Html.list(cautions));
    }

    @Override
    public String toString() {
        String nav = contents.isEmpty() ? "" : "<nav aria-label=\"Contents\">\n" + contents + "</nav>\n";
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
                <a class="skip" href="#main">Skip to the figures</a>
                <header>
                %s</header>
                %s<main id="main" tabindex="-1">
                %s</main>
                <footer>Written by Millsight. This page needs no other file and opens no connection.</footer>
                </body>
                </html>
                """.formatted(Html.escape(title), style(), header, nav, main);
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
