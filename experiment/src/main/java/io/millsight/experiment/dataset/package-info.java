/**
 * Datasets as experiments use them: splits with decoded images, the dataset check, the search for near-duplicates, and the
 * agreement of annotations.
 */
@NullMarked
package io.millsight.experiment.dataset;

import org.jspecify.annotations.NullMarked;
