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

    Tensor apply(Tensor input) {
        return active && probability > 0 ? input.dropout(probability) : input;
    }
}
