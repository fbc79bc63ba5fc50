package io.millsight.evaluation.comparison;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cost of a model, as far as it is known.
 *
 * @param trainableParameters number of trained weights
 * @param allParameters number of all weights, trained or not
 * @param trainingTime wall-clock time of the training
 * @param trainingMemory largest memory of the training in bytes
 * @param peakMemory largest memory of describing in bytes
 */
public record ModelCost(
        @Nullable Long trainableParameters,
        @Nullable Long allParameters,
        @Nullable Duration trainingTime,
        @Nullable Long trainingMemory,
        @Nullable Long peakMemory) {

    public static final ModelCost UNKNOWN = new ModelCost(null, null, null, null, null);
}
