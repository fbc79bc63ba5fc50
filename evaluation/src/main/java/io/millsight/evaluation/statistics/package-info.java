/**
 * Counts, confusion matrices, bootstrap intervals and the permutation test. Invariant: an undefined result is empty,
 * never NaN.
 */
@NullMarked
package io.millsight.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
