package io.millsight.evaluation.comparison;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cost of a model, as far as it is known.
 *
 * @param trainableParameters number of trained weights
 * @param trainingTime wall-clock time of the training
 * @param peakMemory largest memory in bytes
 */
public record ModelCost(
        @Nullable Long trainableParameters,
        @Nullable Duration trainingTime,
        @Nullable Long peakMemory) {

    public static final ModelCost UNKNOWN = new ModelCost(null, null, null);
}
