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
public record Cost(
        @Nullable Long trainableParameters,
        @Nullable Duration trainingTime,
        @Nullable Long peakMemory) {

    public static final Cost UNKNOWN = new Cost(null, null, null);
}
