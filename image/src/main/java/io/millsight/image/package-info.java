/**
 * Pixels and their files. What must stay true: whatever the file holds, an {@link io.millsight.image.RgbImage} comes out, or one clear
 * {@link io.millsight.image.InvalidImageException}; the size is checked before the pixels are decoded.
 */
@NullMarked
package io.millsight.image;

import org.jspecify.annotations.NullMarked;
