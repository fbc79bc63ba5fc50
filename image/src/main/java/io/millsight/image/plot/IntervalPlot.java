package io.millsight.image.plot;

import io.millsight.image.plot.PlotCanvas.Anchor;
import java.util.List;

/**
 * Values with their intervals, one below the other.
 *
 * @param text title and finding
 * @param axis axis of the values
 * @param entries values from top to bottom
 */
public record IntervalPlot(PlotText text, Axis axis, List<Entry> entries) implements Plot {

    private static final int TOP = 40;
    private static final int LINE = 28;
    private static final int BELOW = 34;
    private static final int LEFT = 172;
    private static final int RIGHT = 84;

    /**
     * Value with its interval.
     *
     * @param label name of what was measured
     * @param value the value; not a number if unknown
     * @param low low end of the interval; not a number if unknown
     * @param high high end of the interval; not a number if unknown
     * @param note text beside the value: the value in digits
     */
    public record Entry(String label, double value, double low, double high, Note note) {}

    /**
     * Text beside a value.
     *
     * @param text the value in digits, or why there is none
     * @param best whether no other entry is better
     */
    public record Note(String text, boolean best) {}

    public IntervalPlot {
        entries = List.copyOf(entries);
    }

    @Override
    public int height() {
        return TOP + entries.size() * LINE + BELOW;
    }

    @Override
    public void draw(PlotCanvas canvas) {
        double bottom = TOP + entries.size() * LINE;
        for (Axis.Tick tick : axis.ticks()) {
            double x = horizontal(tick.value());
            canvas.line(
                    List.of(new PlotPoint(x, TOP), new PlotPoint(x, bottom)),
                    new CurveStyle(Ink.GRID, 1, List.of(), false));
            canvas.text(tick.text(), new PlotPoint(x, bottom + 17), Anchor.MIDDLE, false);
        }
        for (int i = 0; i < entries.size(); i++) {
            draw(canvas, entries.get(i), TOP + (i + 0.5) * LINE);
        }
    }

    private void draw(PlotCanvas canvas, Entry entry, double y) {
        boolean best = entry.note.best();
        canvas.text(PlotCanvas.fitting(entry.label, LEFT - 20), new PlotPoint(8, y + 4.5), Anchor.START, best);
        Ink ink = new Ink(CurveStyle.colour(0), 1);
        if (Double.isFinite(entry.low) && Double.isFinite(entry.high)) {
            canvas.line(
                    List.of(new PlotPoint(horizontal(entry.low), y), new PlotPoint(horizontal(entry.high), y)),
                    new CurveStyle(ink, best ? 4 : 2, List.of(), false));
        }
        if (Double.isFinite(entry.value)) {
            canvas.dot(new PlotPoint(horizontal(entry.value), y), best ? 7 : 4.5, ink);
        }
        canvas.text(
                PlotCanvas.fitting(entry.note.text(), RIGHT - 12), new PlotPoint(WIDTH - 8, y + 4.5), Anchor.END, best);
    }

    private double horizontal(double value) {
        return LEFT + axis.position(value) * (WIDTH - LEFT - RIGHT);
    }
}
