package io.millsight.evaluation.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes tables as HTML. Rows and columns have headers that a screen reader announces. A table that is wider than the
 * page scrolls in its own frame, which can be reached with the keyboard.
 */
final class HtmlTable {

    private HtmlTable() {}

    /** Returns the table with its title. */
    static String of(ReportTable table) {
        return of(table, "table");
    }

    /** Returns the table with its title; intervals stand below their values, so that many columns fit on a page. */
    static String stacked(ReportTable table) {
        return of(table, "table stacked");
    }

    private static String of(ReportTable table, String classes) {
        StringBuilder html = new StringBuilder();
        html.append(
                "<div class=\"%s\" role=\"group\" tabindex=\"0\" aria-label=\"%s\"><table><caption>%s</caption>\n<thead><tr>"
                        .formatted(classes, Html.escape("Table: " + table.title()), Html.escape(table.title())));
        table.headerCells().forEach(name -> html.append(header(name)));
        html.append("</tr></thead>\n<tbody>\n");
        for (List<TableCell> row : table.rows()) {
            html.append("<tr><th scope=\"row\">").append(content(row.get(0))).append("</th>");
            row.stream().skip(1).forEach(cell -> html.append(data(cell)));
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        table.notes()
                .forEach(note -> html.append("<p class=\"note\">")
                        .append(Html.escape(note))
                        .append("</p>\n"));
        return html.toString();
    }

    /** Returns the table behind its title, which opens it. */
    static String folded(ReportTable table) {
        return "<details><summary>%s</summary>\n%s</details>\n".formatted(Html.escape(table.title()), of(table));
    }

    private static String header(TableCell name) {
        String numbers = name.number() ? " class=\"number\"" : "";
        return name.shown().isEmpty()
                ? "<td></td>"
                : "<th scope=\"col\"" + numbers + ">" + Html.escape(name.shown()) + "</th>";
    }

    private static String data(TableCell cell) {
        String classes = (cell.number() ? "number" : "") + (cell.best() ? " best" : "");
        String attribute = classes.isEmpty() ? "" : " class=\"" + classes.strip() + "\"";
        return "<td" + attribute + ">" + content(cell) + "</td>";
    }

    private static String content(TableCell cell) {
        String value = Html.escape(cell.shown());
        if (cell.best()) {
            value = "<strong>" + value
                    + "</strong><span class=\"mark\" title=\"best\"> ★<span class=\"hidden\"> best</span></span>";
        }
        if (cell.detail().isEmpty()) {
            return value;
        }
        return value
                + Stream.of(cell.detail().split(TableCell.PARTS))
                        .map(part -> " <span class=\"interval\">(" + Html.escape(part) + ")</span>")
                        .collect(Collectors.joining());
    }
}
