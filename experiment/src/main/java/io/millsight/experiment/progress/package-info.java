/** Progress and problems of long work, as a program that runs an experiment is told of them. */
@NullMarked
package io.millsight.experiment.progress;

import org.jspecify.annotations.NullMarked;
