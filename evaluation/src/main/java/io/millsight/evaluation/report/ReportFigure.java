package io.millsight.evaluation.report;

import io.millsight.image.PngEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** A figure of the report as SVG and as PNG. The arrays are shared, not copied: do not write to them. */
public final class ReportFigure {

    private final String name;
    private final String title;
    private final byte[] svg;
    private final byte[] png;

    /**
     * Creates a figure from its two encodings.
     *
     * @param name name of the files, without extension
     * @param title description of the figure, also used as alternative text
     * @param svg complete SVG document
     * @param png the same figure as PNG
     */
    public ReportFigure(String name, String title, byte[] svg, byte[] png) {
        this.name = name;
        this.title = title;
        this.svg = svg;
        this.png = png;
    }

    /** Draws a chart. */
    static ReportFigure of(String name, String title, IChart chart) {
        try {
            return new ReportFigure(
                    name,
                    title,
                    ChartEncoder.getBytes(chart, "svg"),
                    PngEncoder.encode(BitmapEncoder.getBufferedImage(chart)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot draw the figure " + name, e);
        }
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    byte[] svg() {
        return svg;
    }

    byte[] png() {
        return png;
    }
}
