/**
 * Report about a surface: writing, parsing and the grammar for constrained decoding. Invariants: an unreadable text is
 * never a clean surface; only {@link io.millsight.steel.report.CoordinateFrame} converts between pixels of the image
 * and numbers of the text.
 */
@NullMarked
package io.millsight.steel.report;

import org.jspecify.annotations.NullMarked;
