package io.millsight.evaluation.report;

import java.util.Locale;

/** Collects the sections of a page together with the list of contents that leads to them. */
final class HtmlSections {

    private final StringBuilder contents = new StringBuilder();
    private final StringBuilder sections = new StringBuilder();

    /**
     * Adds a section with a heading.
     *
     * @param title title as plain text, different from all others
     * @param body HTML
     */
    void add(String title, String body) {
        String id = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String text = Html.escape(title);
        contents.append("<li><a href=\"#%s\">%s</a></li>\n".formatted(id, text));
        sections.append("<section aria-labelledby=\"%1$s\">\n<h2 id=\"%1$s\">%2$s</h2>\n%3$s</section>\n"
                .formatted(id, text, body));
    }

    String contents() {
        return "<ul>\n" + contents + "</ul>\n";
    }

    String html() {
        return sections.toString();
    }
}
