package io.millsight.torch;

import org.bytedeco.pytorch.InferenceMode;

/**
 * Makes the operations of this thread cheaper while it is open: they record neither a graph for a backward pass, as with {@link NoGradient}, nor
 * which tensors share their numbers. A tensor made meanwhile must not take part in anything that has gradients. Use with try-with-resources.
 */
public final class Inference implements AutoCloseable {

    private final InferenceMode mode;

    private Inference() {
        Libtorch.require();
        mode = new InferenceMode();
        mode.retainReference(); // not to be freed by a scope, possibly in another order
    }

    public static Inference open() {
        return new Inference();
    }

    @Override
    public void close() {
        mode.deallocate();
    }
}
