/**
 * The vision tower: patches in, one row for each merged image token out. Attention stays within windows but in a few layers.
 */
@NullMarked
package io.millsight.qwen.vision;

import org.jspecify.annotations.NullMarked;
