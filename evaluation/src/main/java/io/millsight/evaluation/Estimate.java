package io.millsight.evaluation;

import io.millsight.evaluation.statistics.ConfidenceInterval;
import java.util.Optional;
import java.util.OptionalDouble;

/** A measured value, or the reason why there is none. */
public sealed interface Estimate {

    /** A value with its 95 % interval; without one where there are too few groups of images to tell. */
    record Known(double value, Optional<ConfidenceInterval> interval) implements Estimate {}

    /** Nothing to measure, and why. */
    record Unknown(String reason) implements Estimate {}

    /** The value alone; empty if unknown. */
    default OptionalDouble asOptional() {
        return this instanceof Known known ? OptionalDouble.of(known.value()) : OptionalDouble.empty();
    }
}
