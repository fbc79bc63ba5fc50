/** Describing many image files, and drawing what was found. */
@NullMarked
package io.millsight.experiment.description;

import org.jspecify.annotations.NullMarked;
