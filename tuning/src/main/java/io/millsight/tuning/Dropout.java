package io.millsight.tuning;

import io.millsight.torch.Tensor;

/** Dropout that all layers of an adapter share; it does nothing until training switches it on. Not for concurrent use while on. */
final class Dropout {

    private final double probability;
    private boolean active;

    Dropout(double probability) {
        this.probability = probability;
    }

    void activate(boolean active) {
        this.active = active;
    }

    private boolean drops() {
        return active && probability > 0;
    }

    /** Zeroes elements; what is computed from the others is to be multiplied by {@link #factor}. */
    Tensor apply(Tensor input) {
        return drops() ? input.zeroAtRandom(probability) : input;
    }

    /** By how much the elements that stay grow. */
    double factor() {
        return drops() ? 1 / (1 - probability) : 1;
    }
}
