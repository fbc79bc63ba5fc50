package io.millsight.evaluation.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.image.PngEncoder;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import java.util.List;
import java.util.Locale;

/** Writes images with their ground-truth and predicted boxes beside the texts. The browser draws the boxes. */
final class CaseHtml {

    private CaseHtml() {}

    static String of(List<CaseGroup> groups) {
        if (groups.isEmpty()) {
            return "";
        }
        StringBuilder html =
                new StringBuilder("<h2>Cases</h2>\n<p class=\"legend\"><span class=\"true\">true box</span>"
                        + " <span class=\"claimed\">claimed box</span></p>\n");
        for (CaseGroup group : groups) {
            html.append("<h3>%s</h3>\n<section class=\"cases\">\n".formatted(Html.escape(group.title())));
            group.cases().forEach(example -> html.append(article(example)));
            html.append("</section>\n");
        }
        return html.toString();
    }

    private static String article(ExampleCase example) {
        EvaluatedImage image = example.image();
        StringBuilder html = new StringBuilder("<article>\n").append(picture(example));
        html.append("<h4>%s</h4>\n<dl>\n".formatted(Html.escape(image.id())));
        image.references().stream().findFirst().ifPresent(text -> html.append(said("Reference", text)));
        if (!example.before().isEmpty()) {
            html.append(said("Before tuning", example.before()));
        }
        html.append(said(
                example.before().isEmpty() ? "Answer" : "After tuning",
                image.prediction().text()));
        return html.append("</dl>\n</article>\n").toString();
    }

    private static String said(String who, String text) {
        return "<dt>%s</dt><dd>%s</dd>\n".formatted(Html.escape(who), Html.escape(text));
    }

    private static String picture(ExampleCase example) {
        AnnotatedImage image = example.image().image();
        StringBuilder svg = new StringBuilder(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><image width=\"%d\" height=\"%d\" href=\"%s\"/>"
                        .formatted(
                                image.width(),
                                image.height(),
                                Html.escape(image.id() + " with true and claimed boxes"),
                                image.width(),
                                image.height(),
                                Html.dataUri("image/png", png(example.picture()))));
        image.defects().forEach(defect -> svg.append(box("true", defect.type().words(), defect.box())));
        example.image()
                .prediction()
                .defects()
                .forEach(defect -> svg.append(box("claimed", defect.type().words(), defect.box())));
        return svg.append("</svg>\n").toString();
    }

    private static String box(String kind, String label, BoundingBox box) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %s</title></rect>",
                kind,
                box.xMin(),
                box.yMin(),
                box.width(),
                box.height(),
                kind,
                Html.escape(label));
    }

    private static byte[] png(RgbImage picture) {
        return PngEncoder.encode(picture.toBufferedImage());
    }
}
