package io.millsight.image.plot;

/**
 * Texts of a plot.
 *
 * @param title short title above the plot
 * @param finding one sentence for people who cannot see the plot: what it shows, with numbers
 */
public record PlotText(String title, String finding) {}
