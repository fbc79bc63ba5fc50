package io.millsight.image.plot;

import java.util.List;

/**
 * Curve of a {@link LinePlot}. A curve without points stands in the legend all the same.
 *
 * @param label name in the legend
 * @param points points in the order of the line
 * @param style look
 */
public record Curve(String label, List<PlotPoint> points, CurveStyle style) {

    public Curve {
        points = List.copyOf(points);
    }
}
