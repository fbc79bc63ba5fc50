package io.millsight.evaluation.report;

import io.millsight.image.plot.Plot;

/**
 * A plot of the report. It stands on the page and is also written as SVG and as PNG.
 *
 * @param name name of the files, without extension
 * @param plot the plot
 */
public record ReportFigure(String name, Plot plot) {}
