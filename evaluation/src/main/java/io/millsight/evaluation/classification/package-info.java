/** Metrics of the predicted types, without regard to position. */
@NullMarked
package io.millsight.evaluation.classification;

import org.jspecify.annotations.NullMarked;
