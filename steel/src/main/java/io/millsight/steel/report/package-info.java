/**
 * The sentence about a surface: written from defects, read back into defects. What must stay true: what cannot be read is never a clean
 * surface, and only {@link io.millsight.steel.report.CoordinateFrame} converts between pixels of the image and numbers of the text.
 */
@NullMarked
package io.millsight.steel.report;

import org.jspecify.annotations.NullMarked;
