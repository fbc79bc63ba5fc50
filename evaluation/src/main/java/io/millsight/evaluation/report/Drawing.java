package io.millsight.evaluation.report;

/**
 * A figure that was drawn elsewhere.
 *
 * @param title what it shows, for those who do not see it
 * @param svg the figure itself, a whole SVG document
 */
public record Drawing(String title, String svg) {}
