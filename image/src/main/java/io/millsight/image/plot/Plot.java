package io.millsight.image.plot;

/** A plot that can be drawn on any canvas. Units are pixels at a width of {@link #WIDTH}. Immutable. */
public sealed interface Plot permits LinePlot, HeatMap, IntervalPlot {

    /** Width of every plot. It is small, so that texts stay readable where a phone scales the plot down. */
    int WIDTH = 480;

    /** Returns the title and what can be seen. */
    PlotText text();

    /** Returns the height, which depends on the number of entries. */
    int height();

    /** Draws everything but the title. */
    void draw(PlotCanvas canvas);
}
