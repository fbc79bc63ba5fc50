/**
 * Pixels and image files. Invariants: every file yields an {@link io.millsight.image.RgbImage} or one {@link
 * io.millsight.image.InvalidImageException} with a clear message; the size is checked before pixels are decoded.
 */
@NullMarked
package io.millsight.image;

import org.jspecify.annotations.NullMarked;
