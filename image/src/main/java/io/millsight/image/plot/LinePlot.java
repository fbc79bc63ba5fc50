package io.millsight.image.plot;

import io.millsight.image.plot.PlotCanvas.Anchor;
import java.util.ArrayList;
import java.util.List;

/**
 * Curves over two axes with a legend below.
 *
 * @param text title and finding
 * @param x horizontal axis
 * @param y vertical axis
 * @param curves curves; later ones are drawn over earlier ones
 */
public record LinePlot(PlotText text, Axis x, Axis y, List<Curve> curves) implements Plot {

    static final double DOT = 3.5;

    private static final int TOP = 62;
    private static final int LEFT = 50;
    private static final int RIGHT = 16;
    private static final int PLOT_HEIGHT = 250;
    private static final int BELOW = 46;
    private static final int BOTTOM = 8;

    /** Points nearer than this to the last drawn one are left out, which keeps files small. */
    private static final double LEAST_DISTANCE = 0.4;

    public LinePlot {
        curves = List.copyOf(curves);
    }

    @Override
    public int height() {
        return TOP + PLOT_HEIGHT + BELOW + legend().height() + BOTTOM;
    }

    @Override
    public void draw(PlotCanvas canvas) {
        canvas.text(y.label(), new PlotPoint(LEFT, TOP - 12), Anchor.START, false);
        for (Axis.Tick tick : y.ticks()) {
            double height = vertical(tick.value());
            canvas.line(segment(LEFT, height, WIDTH - RIGHT, height), new CurveStyle(Ink.GRID, 1, List.of(), false));
            canvas.text(tick.text(), new PlotPoint(LEFT - 8, height + 4.5), Anchor.END, false);
        }
        for (Axis.Tick tick : x.ticks()) {
            double across = horizontal(tick.value());
            canvas.line(
                    segment(across, TOP + PLOT_HEIGHT, across, TOP + PLOT_HEIGHT + 5),
                    new CurveStyle(Ink.FAINT, 1, List.of(), false));
            canvas.text(tick.text(), new PlotPoint(across, TOP + PLOT_HEIGHT + 19), Anchor.MIDDLE, false);
        }
        canvas.line(
                segment(LEFT, TOP + PLOT_HEIGHT, WIDTH - RIGHT, TOP + PLOT_HEIGHT),
                new CurveStyle(Ink.FAINT, 1, List.of(), false));
        canvas.text(x.label(), new PlotPoint(WIDTH - RIGHT, TOP + PLOT_HEIGHT + 37), Anchor.END, false);
        curves.forEach(curve -> draw(canvas, curve));
        legend().draw(canvas, LEFT, TOP + PLOT_HEIGHT + BELOW);
    }

    private void draw(PlotCanvas canvas, Curve curve) {
        List<PlotPoint> points = thinned(curve.points().stream()
                .map(point -> new PlotPoint(horizontal(point.x()), vertical(point.y())))
                .toList());
        if (points.size() > 1) {
            canvas.line(points, curve.style());
        }
        if (curve.style().dots() || points.size() == 1) {
            points.forEach(point -> canvas.dot(point, DOT, curve.style().ink()));
        }
    }

    private static List<PlotPoint> thinned(List<PlotPoint> points) {
        List<PlotPoint> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            PlotPoint point = points.get(i);
            boolean end = i == 0 || i == points.size() - 1;
            if (end || distance(point, kept.get(kept.size() - 1)) >= LEAST_DISTANCE) {
                kept.add(point);
            }
        }
        return kept;
    }

    private static double distance(PlotPoint a, PlotPoint b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }

    private PlotLegend legend() {
        return new PlotLegend(curves, WIDTH - LEFT - RIGHT);
    }

    private double horizontal(double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private double vertical(double value) {
        return TOP + (1 - y.position(value)) * PLOT_HEIGHT;
    }

    private static List<PlotPoint> segment(double fromX, double fromY, double toX, double toY) {
        return List.of(new PlotPoint(fromX, fromY), new PlotPoint(toX, toY));
    }
}
