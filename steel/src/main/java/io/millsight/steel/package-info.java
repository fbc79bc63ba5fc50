/**
 * The domain: steel surfaces, the defects on them, and the datasets and sentences that describe them. No tensors and no model.
 * What must stay true: a {@link io.millsight.steel.BoundingBox} is always in pixels of the original image.
 */
@NullMarked
package io.millsight.steel;

import org.jspecify.annotations.NullMarked;
