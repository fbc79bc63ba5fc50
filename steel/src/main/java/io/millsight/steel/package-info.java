/**
 * The domain: steel surfaces, their defects, and the datasets and sentences that describe them. No tensors and no
 * model. Invariant: a {@link io.millsight.steel.BoundingBox} is always in pixels of the original image.
 */
@NullMarked
package io.millsight.steel;

import org.jspecify.annotations.NullMarked;
