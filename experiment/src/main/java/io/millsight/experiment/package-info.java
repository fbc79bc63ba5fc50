/**
 * Measures models on datasets: {@link io.millsight.experiment.ModelEvaluation} evaluates one model,
 * {@link io.millsight.experiment.ModelComparison} compares several. Java programs and the command line use the same classes.
 * Nothing here prints or ends the program; a {@link io.millsight.experiment.progress.ProgressListener} is told of progress and
 * problems.
 */
@NullMarked
package io.millsight.experiment;

import org.jspecify.annotations.NullMarked;
