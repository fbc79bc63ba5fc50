package io.millsight.torch;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Frees the tensors of one step: every tensor that this thread makes while the scope is the innermost open one is freed when it closes.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *     Tensor hidden = ...;
 *     return scope.keep(hidden.sum());
 * }
 * }</pre>
 *
 * <p>Use one scope per training step, decoded token or request, always with try-with-resources and on one thread. Tensors made outside of any
 * scope belong to whoever made them, who closes them.
 */
public final class Scope implements AutoCloseable {

    private final @Nullable PointerScope outer;
    private final PointerScope inner;

    /** Counts the objects that it holds. JavaCPP's own count stays at zero while its garbage collection is off, and so would hide every leak. */
    private static final class Counting extends PointerScope {

        private static final AtomicLong LIVE = new AtomicLong();

        private int held;

        @Override
        public PointerScope attach(Pointer pointer) {
            held++;
            LIVE.incrementAndGet();
            return super.attach(pointer);
        }

        @Override
        public void close() {
            super.close();
            LIVE.addAndGet(-held);
            held = 0;
        }
    }

    private Scope() {
        Libtorch.require();
        outer = PointerScope.getInnerScope();
        inner = new Counting();
    }

    public static Scope open() {
        return new Scope();
    }

    /** Computes a tensor and frees the intermediate tensors at once. The graph of a backward pass keeps those that it needs. */
    public static Tensor within(Supplier<Tensor> computation) {
        try (Scope scope = open()) {
            return scope.keep(computation.get());
        }
    }

    /**
     * Lets a tensor outlive this scope. The tensor then belongs to the enclosing scope, or to the caller if there is none.
     *
     * @return the same tensor
     */
    public Tensor keep(Tensor tensor) {
        if (outer == null) {
            tensor.retain();
        } else {
            outer.attach(tensor.handle());
        }
        return tensor;
    }

    @Override
    public void close() {
        inner.close();
    }

    /**
     * Returns the number of native objects in the open scopes of all threads, plus the number of tensors that owners have not closed. The sum stays
     * constant over the steps of a loop that does not leak.
     */
    public static long liveHandles() {
        return Counting.LIVE.get();
    }

    /** Counts a tensor that belongs to an owner from now on. */
    static void owned() {
        Counting.LIVE.incrementAndGet();
    }

    /** Stops counting a tensor that its owner has closed. */
    static void disowned() {
        Counting.LIVE.decrementAndGet();
    }

    /** Returns whether a scope is open on this thread. */
    static boolean isOpen() {
        Libtorch.require();
        return PointerScope.getInnerScope() != null;
    }
}
