/**
 * Robustness against image corruptions. Invariants: every severity states its parameters; an image is corrupted in the
 * same way for every model.
 */
@NullMarked
package io.millsight.evaluation.robustness;

import org.jspecify.annotations.NullMarked;
