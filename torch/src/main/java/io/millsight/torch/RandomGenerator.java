package io.millsight.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Draws random numbers on one device. A seed gives the same numbers as PyTorch's default generator gives after {@code torch.manual_seed}. Each run
 * owns its generator, so that two runs in one process do not disturb each other. The owner closes the generator. Not safe for two threads at once.
 */
public final class RandomGenerator implements AutoCloseable {

    private final Generator generator;
    private final GeneratorOptional handle;

    private RandomGenerator(Device device) {
        try (Scope scope = Scope.open()) {
            generator = torch.globalContext().defaultGenerator(device.handle()).clone();
            generator.retainReference();
            handle = new GeneratorOptional(generator);
            handle.retainReference();
        }
        Scope.owned();
    }

    /** Returns a generator that starts from a seed. */
    public static RandomGenerator seeded(long seed, Device device) {
        RandomGenerator generator = new RandomGenerator(device);
        generator.seed(seed);
        return generator;
    }

    /** Starts again from a seed. */
    public void seed(long seed) {
        generator.set_current_seed(seed);
    }

    /**
     * Draws from the uniform distribution over {@code [low, high)}. For generators of the processor.
     *
     * @return float32 on the processor
     */
    public Tensor uniform(double low, double high, long... shape) {
        return Tensor.of(() -> torch.empty(shape, Tensor.options(DType.FLOAT32, Device.CPU), null)
                .uniform_(low, high, handle));
    }

    /**
     * Draws from a normal distribution. For generators of the processor.
     *
     * @return float32 on the processor
     */
    public Tensor normal(double mean, double standardDeviation, long... shape) {
        return Tensor.of(() -> torch.empty(shape, Tensor.options(DType.FLOAT32, Device.CPU), null)
                .normal_(mean, standardDeviation, handle));
    }

    GeneratorOptional handle() {
        return handle;
    }

    @Override
    public void close() {
        if (handle.releaseReference()) {
            generator.releaseReference();
            Scope.disowned();
        }
    }
}
