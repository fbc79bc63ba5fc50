package io.millsight.image.plot;

import io.millsight.image.plot.PlotCanvas.Anchor;
import java.util.ArrayList;
import java.util.List;

/** Legend of curves in rows below a plot. */
final class PlotLegend {

    private static final int ROW = 20;
    private static final int SAMPLE = 26;
    private static final int TEXT_GAP = 6;
    private static final int ENTRY_GAP = 16;

    private final List<Placed> entries = new ArrayList<>();
    private final int rows;

    private record Placed(Curve curve, String text, double x, int row) {}

    PlotLegend(List<Curve> curves, double width) {
        double x = 0;
        int row = 0;
        for (Curve curve : curves) {
            String text = PlotCanvas.fitting(curve.label(), width - SAMPLE - TEXT_GAP);
            double entry = SAMPLE + TEXT_GAP + PlotCanvas.width(text);
            if (x > 0 && x + entry > width) {
                x = 0;
                row++;
            }
            entries.add(new Placed(curve, text, x, row));
            x += entry + ENTRY_GAP;
        }
        rows = entries.isEmpty() ? 0 : row + 1;
    }

    int height() {
        return rows * ROW;
    }

    void draw(PlotCanvas canvas, double left, double top) {
        for (Placed entry : entries) {
            double x = left + entry.x;
            double y = top + entry.row * ROW + ROW / 2.0;
            CurveStyle style = entry.curve.style();
            canvas.line(List.of(new PlotPoint(x, y), new PlotPoint(x + SAMPLE, y)), style);
            if (style.dots()) {
                canvas.dot(new PlotPoint(x + SAMPLE / 2.0, y), LinePlot.DOT, style.ink());
            }
            canvas.text(entry.text, new PlotPoint(x + SAMPLE + TEXT_GAP, y + 4.5), Anchor.START, false);
        }
    }
}
