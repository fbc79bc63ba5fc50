/**
 * Inspects images: an {@link io.millsight.inspection.Inspector} takes an image and returns an {@link io.millsight.inspection.Inspection} with a
 * verdict, boxes in pixels of the original image, and scores. {@link io.millsight.inspection.QwenInspector} asks a vision-language model,
 * {@link io.millsight.inspection.DetectorInspector} a detector.
 *
 * <p>An answer that cannot be read is {@link io.millsight.inspection.Verdict#UNDETERMINED}, never {@link io.millsight.inspection.Verdict#CLEAN}.
 */
@NullMarked
package io.millsight.inspection;

import org.jspecify.annotations.NullMarked;
