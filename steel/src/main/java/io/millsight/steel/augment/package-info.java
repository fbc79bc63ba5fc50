/**
 * Data augmentation for training. Invariants: boxes move with the pixels; the result is a pure function of the sample
 * and a seed.
 */
@NullMarked
package io.millsight.steel.augment;

import org.jspecify.annotations.NullMarked;
