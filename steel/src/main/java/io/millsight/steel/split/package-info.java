/**
 * Division of a dataset into training, validation and test images. Invariants: the same dataset, settings and seed give
 * the same lists; with groups, two splits never show the same steel.
 */
@NullMarked
package io.millsight.steel.split;

import org.jspecify.annotations.NullMarked;
