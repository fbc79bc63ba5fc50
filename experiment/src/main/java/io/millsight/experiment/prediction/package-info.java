/** Reading the result files of other programs. */
@NullMarked
package io.millsight.experiment.prediction;

import org.jspecify.annotations.NullMarked;
