package io.millsight.evaluation.comparison;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a model cost to train, as far as it is known.
 *
 * @param trainableParameters number of weights that training changed
 * @param trainingTime by the clock
 * @param peakMemory in bytes
 */
public record ModelCost(
        @Nullable Long trainableParameters,
        @Nullable Duration trainingTime,
        @Nullable Long peakMemory) {

    public static final ModelCost UNKNOWN = new ModelCost(null, null, null);
}
