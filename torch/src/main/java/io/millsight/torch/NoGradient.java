package io.millsight.torch;

import org.bytedeco.pytorch.NoGradGuard;

/** Switches gradients off: while it is open, the operations of this thread record no graph for a backward pass. Use with try-with-resources. */
public final class NoGradient implements AutoCloseable {

    private final NoGradGuard guard;

    private NoGradient() {
        Libtorch.require();
        guard = new NoGradGuard();
        guard.retainReference(); // not to be freed by a scope, possibly in another order
    }

    public static NoGradient open() {
        return new NoGradient();
    }

    @Override
    public void close() {
        guard.deallocate();
    }
}
