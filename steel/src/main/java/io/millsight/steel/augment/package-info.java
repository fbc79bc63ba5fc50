/**
 * Variations of an annotated image for training. What must stay true: boxes move with the pixels, and the result is a pure function of the
 * sample and a seed.
 */
@NullMarked
package io.millsight.steel.augment;

import org.jspecify.annotations.NullMarked;
