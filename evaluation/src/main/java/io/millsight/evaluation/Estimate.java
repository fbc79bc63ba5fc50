package io.millsight.evaluation;

import io.millsight.evaluation.statistics.ConfidenceInterval;
import java.util.Optional;
import java.util.OptionalDouble;

/** Value of a measure, or the reason why it has none. */
public sealed interface Estimate {

    /**
     * Value with its 95 % confidence interval. The interval is empty if there are too few groups of images.
     *
     * @param value the value
     * @param interval the interval
     */
    record Known(double value, Optional<ConfidenceInterval> interval) implements Estimate {}

    /**
     * No value.
     *
     * @param reason reason for messages
     */
    record Unknown(String reason) implements Estimate {}

    /** Returns the value without its interval; empty if there is none. */
    default OptionalDouble asOptional() {
        return this instanceof Known known ? OptionalDouble.of(known.value()) : OptionalDouble.empty();
    }
}
