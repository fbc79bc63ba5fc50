/** Measuring models on datasets, as Java programs and the command line do it: evaluate one model, compare several. Nothing here prints or ends the program. */
@NullMarked
package io.millsight.experiment;

import org.jspecify.annotations.NullMarked;
