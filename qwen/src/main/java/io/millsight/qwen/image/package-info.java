/**
 * The image processor: resizing, normalising and cutting into patches, equal to the reference's.
 */
@NullMarked
package io.millsight.qwen.image;

import org.jspecify.annotations.NullMarked;
