/** Several models on the same images, side by side. What must stay true: evaluations of different splits are refused. */
@NullMarked
package io.millsight.evaluation.comparison;

import org.jspecify.annotations.NullMarked;
