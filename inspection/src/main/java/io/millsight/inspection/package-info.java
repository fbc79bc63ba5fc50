/**
 * A loaded model as a service: an image in, a verdict with defects in original pixels out. What must stay true: an answer that
 * cannot be read is {@code UNDETERMINED}, never {@code CLEAN}.
 */
@NullMarked
package io.millsight.inspection;

import org.jspecify.annotations.NullMarked;
