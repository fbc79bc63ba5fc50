package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.files.MessageText;
import io.millsight.image.plot.SvgPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code report.html}, a page for people without other files. It leads from the verdict and how far to trust it,
 * over key figures, worst images and curves, to the long tables, which are folded.
 */
final class HtmlReport {

    private final EvaluationReport report;
    private final Evaluation evaluation;
    private final List<ReportFigure> figures;

    private HtmlReport(EvaluationReport report, List<ReportFigure> figures) {
        this.report = report;
        this.evaluation = report.evaluation();
        this.figures = figures;
    }

    static String of(EvaluationReport report, List<ReportFigure> figures) {
        return new HtmlReport(report, figures).page();
    }

    private String page() {
        HtmlSections sections = new HtmlSections();
        sections.add("Key figures", HtmlTiles.of(evaluation));
        if (!report.attachments().cases().isEmpty()) {
            sections.add("Images", CaseHtml.of(report.attachments().cases()));
        }
        sections.add("Operating points", HtmlTable.of(report.operatingPoints()));
        sections.add("Curves", curves());
        sections.add("Results by type", HtmlTable.of(ResultTables.perTypeInShort(evaluation)));
        sections.add("All tables", tables());
        sections.add("How the figures were made", background());
        String title = "Evaluation of " + MessageText.excerpt(evaluation.input().model());
        return new HtmlPage(title, header(title), sections.contents(), sections.html()).toString();
    }

    private String header(String title) {
        Verdict verdict = new Verdict(evaluation);
        EvaluationInput input = evaluation.input();
        CleanOrDefective.Point surfaces = evaluation.cleanOrDefective();
        ReportContext context = report.attachments().context();
        List<String> facts = new ArrayList<>();
        Stream.of(context.date(), context.run()).filter(text -> !text.isEmpty()).forEach(facts::add);
        facts.add("split " + input.split().name() + " of " + input.split().dataset());
        facts.add(MessageText.count(input.images().size(), "image") + ", " + surfaces.cleanImages() + " of them clean");
        return HtmlPage.header(title, List.of(verdict.sentence() + ".", verdict.finding()), facts)
                + HtmlPage.trust("How far to trust these figures", cautions());
    }

    private List<String> cautions() {
        List<String> cautions = new ArrayList<>();
        int points = new Verdict(evaluation).uncertainty();
        cautions.add(
                "%s in %s were evaluated. On other images of this kind, the share of right images may be about %d percentage points higher or lower."
                        .formatted(
                                MessageText.count(evaluation.input().images().size(), "image"),
                                MessageText.count(
                                        evaluation.groups(), "group of near-duplicates", "groups of near-duplicates"),
                                points));
        cautions.addAll(report.attachments().context().cautions());
        if (evaluation.cleanOrDefective().cleanImages() == 0) {
            cautions.add("There is no clean image among them, so nothing is known about false alarms on clean steel.");
        }
        return cautions;
    }

    private String curves() {
        StringBuilder html = new StringBuilder("<div class=\"figures\">\n");
        Stream.concat(
                        figures.stream(),
                        report.attachments().sections().stream().flatMap(section -> section.drawings().stream()))
                .forEach(figure -> html.append("<figure>")
                        .append(SvgPlot.inline(figure.plot()))
                        .append("</figure>\n"));
        return html.append("</div>\n").toString();
    }

    private String tables() {
        StringBuilder html = new StringBuilder();
        for (Measure.Kind kind : Measure.Kind.values()) {
            html.append(HtmlTable.folded(report.summary(kind)));
        }
        report.perTypeForPeople().forEach(table -> html.append(HtmlTable.folded(table)));
        html.append(HtmlTable.folded(report.confusion())).append(HtmlTable.folded(report.typeConfusion()));
        if (report.hasRobustness()) {
            html.append(HtmlTable.folded(report.robustnessTable()));
        }
        return html.toString();
    }

    private String background() {
        StringBuilder html = new StringBuilder(Html.list(notes()));
        for (PublishedResult published : report.publishedResults()) {
            html.append(
                    "<p>For orientation only: <a href=\"%s\">%s</a> reports %s, on other images of the same types.</p>\n"
                            .formatted(
                                    Html.escape(published.address()),
                                    Html.escape(published.citation()),
                                    published.values().entrySet().stream()
                                            .sorted(Map.Entry.comparingByKey())
                                            .map(
                                                    value -> Html.escape(value.getKey()
                                                                    .label()) + " " + TableCell.shown(value.getValue()))
                                            .collect(Collectors.joining(", "))));
        }
        report.attachments().sections().forEach(section -> html.append(section(section)));
        return html.toString();
    }

    private static String section(ReportSection section) {
        StringBuilder html =
                new StringBuilder("<details><summary>%s</summary>\n".formatted(Html.escape(section.title())));
        section.paragraphs().forEach(text -> html.append("<p>%s</p>\n".formatted(Html.escape(text))));
        section.tables().forEach(table -> html.append(HtmlTable.of(table)));
        return html.append("</details>\n").toString();
    }

    private List<String> notes() {
        return List.of(
                evaluation
                        .whyNoIntervals()
                        .map(reason -> "There are " + reason + ".")
                        .orElseGet(() ->
                                "Intervals: 95 %%, from %s of groups of near-duplicate images. They say how much the figures depend on the choice of images, not how another training would turn out."
                                        .formatted(MessageText.count(
                                                evaluation.settings().resamples(), "resample"))),
                "Boxes count from score %s and match from IoU %s."
                        .formatted(
                                TableCell.shown(evaluation.settings().scoreThreshold()),
                                TableCell.shown(evaluation.settings().minimalIou())),
                "Average precision ranks boxes by their scores. The scores are of the kind “%s”; compare it only with average precision of the same kind."
                        .formatted(evaluation.input().scoreMode().key()),
                "Text scores use the tokenisation “%s”. Sentences of one pattern score high in BLEU even where place and type are wrong: read text scores beside those of the most frequent sentence."
                        .formatted(evaluation.settings().tokenization().key()),
                "An answer that cannot be read never counts as a clean surface.");
    }
}
