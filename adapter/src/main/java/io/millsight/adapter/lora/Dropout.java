package io.millsight.adapter.lora;

import io.millsight.torch.Device;
import io.millsight.torch.DropoutMask;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Dropout that all layers of an adapter share; it does nothing until training switches it on. It owns its generator. Not for concurrent use while
 * on.
 */
final class Dropout implements AutoCloseable {

    private final double probability;
    private final Device device;
    private @Nullable RandomGenerator generator; // from the first draw or seed on
    private boolean active;

    /**
     * @param device of the layers' inputs
     */
    Dropout(double probability, Device device) {
        this.probability = probability;
        this.device = device;
    }

    void activate(boolean active) {
        this.active = active;
    }

    /** Draws from a seed on; from 0 where none was given. */
    void seed(long seed) {
        if (probability > 0) {
            generator().seed(seed);
        }
    }

    private RandomGenerator generator() {
        if (generator == null) {
            generator = RandomGenerator.seeded(0, device);
        }
        return generator;
    }

    /** Whether training is on, with or without a probability of dropping. */
    boolean isActive() {
        return active;
    }

    /** Whether elements are dropped now. */
    boolean drops() {
        return active && probability > 0;
    }

    /** Zeroes elements; what is computed from the others is to be multiplied by {@link #factor}. */
    Tensor apply(Tensor input) {
        return drops() ? DropoutMask.apply(input, probability, generator()) : input;
    }

    /** By how much the elements that stay grow. */
    double factor() {
        return drops() ? 1 / (1 - probability) : 1;
    }

    @Override
    public void close() {
        if (generator != null) {
            generator.close();
            generator = null;
        }
    }
}
