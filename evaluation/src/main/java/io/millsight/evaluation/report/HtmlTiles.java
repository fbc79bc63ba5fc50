package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import java.util.List;

/** Writes the key figures as tiles: name, value, interval, and what the figure is. */
final class HtmlTiles {

    private record Tile(Measure measure, String name, String meaning) {}

    private static final List<Tile> TILES = List.of(
            new Tile(Measure.TYPE_ACCURACY, "Type accuracy", "images whose first type is right"),
            new Tile(Measure.AP50, "mAP50", "ranking of the boxes, IoU 0.5, mean of the types"),
            new Tile(Measure.F1, "F1", "balance of recall and precision"),
            new Tile(Measure.RECALL, "Recall", "annotated boxes that were found"),
            new Tile(Measure.FALSE_ALARMS_PER_IMAGE, "False alarms per image", "predicted boxes without a defect"),
            new Tile(Measure.ESCAPE_RATE, "Escape rate", "defective images called clean"),
            new Tile(Measure.OVERKILL_RATE, "Overkill rate", "clean images called defective"),
            new Tile(Measure.UNDETERMINED_RATE, "Without a verdict", "images that a person has to look at"));

    private HtmlTiles() {}

    static String of(Evaluation evaluation) {
        StringBuilder html = new StringBuilder("<ul class=\"tiles\">\n");
        for (Tile tile : TILES) {
            Estimate estimate = evaluation.estimate(tile.measure);
            TableCell cell = TableCell.estimate(estimate);
            String reason = estimate instanceof Estimate.Unknown unknown ? unknown.reason() : "";
            String detail = cell.detail().isEmpty() ? reason : "(" + cell.detail() + ")";
            html.append(
                    "<li><h3>%s</h3><p class=\"value\">%s</p><p class=\"interval\">%s</p><p class=\"meaning\">%s</p></li>\n"
                            .formatted(
                                    Html.escape(tile.name),
                                    Html.escape(cell.shown()),
                                    Html.escape(detail),
                                    Html.escape(tile.meaning)));
        }
        return html.append("</ul>\n<p class=\"note\">In brackets: the 95 % interval.</p>\n")
                .toString();
    }
}
