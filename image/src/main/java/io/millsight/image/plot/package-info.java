/**
 * Plots as SVG and PNG, in one style. Invariants: the same plot gives the same bytes; texts stay texts in SVG; labels are
 * never rotated; every curve that was asked for stands in the legend.
 */
@NullMarked
package io.millsight.image.plot;

import org.jspecify.annotations.NullMarked;
