/** Comparison of several models on the same images. Invariant: evaluations of different splits are refused. */
@NullMarked
package io.millsight.evaluation.comparison;

import org.jspecify.annotations.NullMarked;
