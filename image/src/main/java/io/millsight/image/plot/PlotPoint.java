package io.millsight.image.plot;

/** Point of a curve, in the units of the axes. */
public record PlotPoint(double x, double y) {}
