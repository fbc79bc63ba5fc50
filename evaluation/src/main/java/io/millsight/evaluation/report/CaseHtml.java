package io.millsight.evaluation.report;

import io.millsight.evaluation.DefectPairs.Pair;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.Locale;

/** Writes example images with their boxes, a table of the boxes, and the texts, which can be opened. */
final class CaseHtml {

    /** Rows of the table of an image. A picture of many boxes shows the rest. */
    private static final int MOST_ROWS = 12;

    private CaseHtml() {}

    static String of(List<CaseGroup> groups) {
        StringBuilder html = new StringBuilder("<p class=\"legend\"><span class=\"annotated\">annotated: type</span>"
                + " <span class=\"predicted\">predicted: type and score</span></p>\n");
        for (CaseGroup group : groups) {
            html.append("<h3>%s</h3>\n<div class=\"cases\">\n".formatted(Html.escape(group.title())));
            group.cases().forEach(example -> html.append(article(example)));
            html.append("</div>\n");
        }
        return html.toString();
    }

    private static String article(ExampleCase example) {
        String finding = CaseFinding.of(example);
        String id = Html.escape(example.image().id());
        return "<article>\n" + CasePicture.of(example, example.image().id() + ": " + finding)
                + "<h4>%s</h4>\n<p class=\"finding\">%s</p>\n".formatted(id, Html.escape(finding))
                + pairs(example.pairs(), id)
                + texts(example)
                + "</article>\n";
    }

    private static String pairs(List<Pair> pairs, String id) {
        if (pairs.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder(
                ("<table class=\"pairs\"><caption class=\"hidden\">Boxes of %s</caption><thead><tr><th scope=\"col\">annotated</th>"
                                + "<th scope=\"col\">predicted</th><th scope=\"col\" class=\"number\">IoU</th></tr></thead>\n<tbody>\n")
                        .formatted(id));
        for (Pair pair : pairs.subList(0, Math.min(MOST_ROWS, pairs.size()))) {
            Defect annotated = pair.annotated();
            ScoredDefect predicted = pair.predicted();
            html.append("<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"number\">%s</td></tr>\n"
                    .formatted(
                            annotated == null ? "– (false alarm)" : box(annotated.type(), "", annotated.box()),
                            predicted == null
                                    ? "– (missed)"
                                    : box(predicted.type(), " " + TableCell.shown(predicted.score()), predicted.box()),
                            pair.iou() == 0 ? "–" : TableCell.shown(pair.iou())));
        }
        html.append("</tbody></table>\n");
        if (pairs.size() > MOST_ROWS) {
            html.append("<p class=\"note\">and %d more</p>\n".formatted(pairs.size() - MOST_ROWS));
        }
        return html.toString();
    }

    private static String box(DefectType type, String score, BoundingBox box) {
        return Html.escape(FigureLabels.shortened(type.words(), FigureLabels.LONGEST))
                + score
                + String.format(
                        Locale.ROOT,
                        " <span class=\"place\">x %.0f–%.0f, y %.0f–%.0f</span>",
                        box.xMin(),
                        box.xMax(),
                        box.yMin(),
                        box.yMax());
    }

    private static String texts(ExampleCase example) {
        EvaluatedImage image = example.image();
        StringBuilder html = new StringBuilder();
        image.references().stream().findFirst().ifPresent(text -> html.append(text("Reference", text)));
        if (!example.before().isEmpty()) {
            html.append(text("Before tuning", example.before()));
        }
        html.append(text(
                example.before().isEmpty() ? "Answer" : "After tuning",
                image.prediction().text()));
        return "<details><summary>Texts</summary><dl>\n" + html + "</dl></details>\n";
    }

    private static String text(String name, String text) {
        return "<dt>%s</dt><dd>%s</dd>\n".formatted(name, text.isBlank() ? "(no text)" : Html.escape(text));
    }
}
