package io.millsight.adapter.lora;

import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.DropoutMask;
import io.millsight.torch.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The dropout of an adapter; it does nothing until training switches it on. It draws anew from the seeds of the samples in each pass, so that several
 * threads may use it.
 */
final class Dropout {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L; // of 2⁶⁴; its multiples are far from each other

    private final double probability;
    private final long salt;
    private final AtomicBoolean active;

    private Dropout(double probability, long salt, AtomicBoolean active) {
        this.probability = probability;
        this.salt = salt;
        this.active = active;
    }

    Dropout(double probability) {
        this(probability, 0, new AtomicBoolean());
    }

    /** Returns the dropout of one module: it draws other numbers than that of another module and is switched together with it. */
    Dropout of(String module) {
        return new Dropout(probability, module.hashCode() * GOLDEN_RATIO, active);
    }

    void activate(boolean active) {
        this.active.set(active);
    }

    /** Whether training is on, with or without a probability of dropping. */
    boolean isActive() {
        return active.get();
    }

    /** Whether elements are dropped now. */
    boolean drops() {
        return isActive() && probability > 0;
    }

    /**
     * Zeroes elements; what is computed from the others is to be multiplied by {@link #factor}.
     *
     * @param input {@code [N, in]}
     * @param samples all N rows, where elements are dropped
     */
    Tensor apply(Tensor input, SampleRows samples) {
        if (!drops()) {
            return input;
        }
        List<SampleRows.Part> parts = samples.parts();
        return DropoutMask.apply(
                input,
                probability,
                parts.stream().mapToInt(SampleRows.Part::rows).toArray(),
                parts.stream().mapToLong(part -> part.seed() ^ salt).toArray());
    }

    /** By how much the elements that stay grow. */
    double factor() {
        return drops() ? 1 / (1 - probability) : 1;
    }
}
