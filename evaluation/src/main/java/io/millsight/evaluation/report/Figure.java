package io.millsight.evaluation.report;

import io.millsight.image.Png;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** A drawn figure. */
final class Figure {

    private final String name;
    private final String title;
    private final byte[] svg;
    private final byte[] png;

    /**
     * Draws a chart.
     *
     * @param name of its files, without extension
     * @param title what it shows, for those who do not see it
     */
    Figure(String name, String title, IChart chart) {
        this.name = name;
        this.title = title;
        svg = svg(chart);
        png = Png.encode(BitmapEncoder.getBufferedImage(chart));
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    /** The figure as SVG; not a copy, so only to be read. */
    byte[] svg() {
        return svg;
    }

    /** The figure as PNG; not a copy, so only to be read. */
    byte[] png() {
        return png;
    }

    private byte[] svg(IChart chart) {
        try {
            return ChartEncoder.getBytes(chart, "svg");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot draw the figure " + name, e);
        }
    }
}
