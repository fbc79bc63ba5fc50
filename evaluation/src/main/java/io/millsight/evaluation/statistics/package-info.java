/**
 * Counting and its uncertainty: precision and recall from counts, confusion matrices, bootstrap intervals over groups of images.
 * What must stay true: where there is nothing to average over, a result is empty, never NaN.
 */
@NullMarked
package io.millsight.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
