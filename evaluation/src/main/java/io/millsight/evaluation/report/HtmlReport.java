package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.files.MessageText;
import java.util.List;

/** Writes {@code report.html}, a page for people without other files. */
final class HtmlReport {

    private static final List<Measure> HEADLINES = List.of(
            Measure.TYPE_ACCURACY, Measure.AP50, Measure.F1, Measure.BLEU_4, Measure.CIDER, Measure.PARSE_FAILURES);

    private HtmlReport() {}

    static String of(EvaluationReport report, List<ReportFigure> figures) {
        String title = "Evaluation of " + report.evaluation().input().model();
        StringBuilder page = new StringBuilder();
        page.append("<header><h1>%s</h1>\n<p>%s</p></header>\n"
                .formatted(Html.escape(title), Html.escape(report.heading())));
        page.append(headlines(report));
        for (Measure.Kind kind : Measure.Kind.values()) {
            page.append(report.summary(kind).toHtml());
        }
        page.append("<h2>Per class</h2>\n");
        report.perTypeForPeople().forEach(table -> page.append(table.toHtml()));
        if (report.hasRobustness()) {
            page.append("<h2>Robustness</h2>\n")
                    .append(
                            "<p>The same pictures, spoilt in five ways at three severities, and the same measures.</p>\n")
                    .append(report.robustnessTable().toHtml());
        }
        page.append(figures(figures));
        page.append("<h2>Confusion</h2>\n")
                .append(report.confusion().toHtml())
                .append(report.typeConfusion().toHtml());
        page.append(CaseHtml.of(report.attachments().cases()));
        report.attachments().sections().forEach(section -> page.append(section(section)));
        page.append(limits(report.evaluation()));
        return HtmlPage.of(title, page.toString());
    }

    private static String headlines(EvaluationReport report) {
        StringBuilder html = new StringBuilder("<section class=\"headlines\">\n");
        for (Measure measure : HEADLINES) {
            Estimate estimate = report.evaluation().estimate(measure);
            String value;
            String detail;
            if (estimate instanceof Estimate.Known known) {
                value = TableCell.shown(known.value());
                detail = known.interval()
                        .map(TableCell::shown)
                        .orElseGet(() ->
                                report.evaluation().whyNoIntervals().orElse("no interval: most draws have no value"));
            } else {
                value = TableCell.absent().shown();
                detail = estimate instanceof Estimate.Unknown unknown ? unknown.reason() : "";
            }
            html.append("<div><h3>%s</h3><p class=\"value\">%s</p><p class=\"detail\">%s</p></div>\n"
                    .formatted(
                            Html.escape(SummaryTable.label(measure, report.evaluation())),
                            Html.escape(value),
                            Html.escape(detail)));
        }
        return html.append("</section>\n").toString();
    }

    private static String figures(List<ReportFigure> figures) {
        StringBuilder html = new StringBuilder("<h2>Figures</h2>\n<section class=\"figures\">\n");
        figures.forEach(figure -> html.append(figure(figure.title(), figure.svg())));
        return html.append("</section>\n").toString();
    }

    private static String figure(String title, byte[] svg) {
        return "<figure><img alt=\"%s\" src=\"%s\"></figure>\n"
                .formatted(Html.escape(title), Html.dataUri("image/svg+xml", svg));
    }

    private static String section(ReportSection section) {
        StringBuilder html = new StringBuilder("<h2>%s</h2>\n".formatted(Html.escape(section.title())));
        section.paragraphs().forEach(text -> html.append("<p>%s</p>\n".formatted(Html.escape(text))));
        section.tables().forEach(table -> html.append(table.toHtml()));
        if (!section.drawings().isEmpty()) {
            html.append("<section class=\"figures\">\n");
            section.drawings().forEach(drawing -> html.append(figure(drawing.title(), drawing.svg())));
            html.append("</section>\n");
        }
        return html.toString();
    }

    private static String limits(Evaluation evaluation) {
        List<String> limits = List.of(
                evaluation
                        .whyNoIntervals()
                        .map(reason -> "There are " + reason + ".")
                        .orElseGet(() ->
                                "Intervals come from %s of %s of near-duplicate images; they say how much the figures depend on which images were chosen, not how another training would turn out."
                                        .formatted(
                                                MessageText.count(
                                                        evaluation.settings().resamples(), "draw"),
                                                MessageText.count(evaluation.groups(), "group"))),
                "Average precision ranks boxes by their score; these scores are of the kind “%s”. It is comparable only under the same kind."
                        .formatted(evaluation.input().scoreMode().key()),
                "Text scores use the tokenisation “%s”. CIDEr depends on the set of images that are scored together."
                        .formatted(evaluation.settings().tokenization().key()),
                "Sentences of one pattern score high in BLEU even where place and type are wrong: read them beside the template baseline"
                        + " and the box figures.",
                "Published figures were measured on other images, in part with settings that were not published.",
                "An answer that cannot be read never counts as a clean surface.");
        StringBuilder html = new StringBuilder("<h2>Limits</h2>\n<ul>\n");
        limits.forEach(limit -> html.append("<li>%s</li>\n".formatted(Html.escape(limit))));
        return html.append("</ul>\n").toString();
    }
}
