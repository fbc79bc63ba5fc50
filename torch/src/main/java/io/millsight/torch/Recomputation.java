package io.millsight.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch;

/**
 * A forward pass in parts that keep nothing but their inputs. In the backward pass each part is computed again (gradient checkpointing, Chen et al.
 * 2016): that takes less memory and the time of a second forward pass. Losses and gradients are the same up to rounding if a part computes the same
 * both times, so what it draws at random must come from seeds.
 *
 * <p>An object serves one forward pass and its backward pass, on one thread, within the scope in which the pass began.
 */
public final class Recomputation {

    /** Computes nothing again: all parts keep what their gradients need. */
    public static final Recomputation NONE = new Recomputation(false);

    private final boolean used;
    private final List<Part> parts = new ArrayList<>();

    private Recomputation(boolean used) {
        this.used = used;
    }

    /** Starts a pass whose parts are computed again. */
    public static Recomputation start() {
        return new Recomputation(true);
    }

    /** Returns whether parts are computed again. */
    public boolean isUsed() {
        return used;
    }

    /**
     * A part that has gone forward.
     *
     * @param output a leaf: the gradients of what follows end here
     */
    private record Part(Tensor input, Tensor output, UnaryOperator<Tensor> computation) {

        void backward() {
            Tensor gradient = output.gradient();
            if (gradient == null) {
                return; // the loss does not depend on it
            }
            try (Scope scope = Scope.open()) {
                Tensor leaf = input.detach().requireGradient(input.requiresGradient());
                Tensor again = computation.apply(leaf);
                if (again.requiresGradient()) {
                    again.backward(gradient, false);
                }
                output.clearGradient();
                Tensor passedOn = leaf.gradient();
                if (passedOn != null) {
                    input.backward(passedOn, true);
                }
            }
        }
    }

    /**
     * Computes a part.
     *
     * @param input all that gradients flow back to, apart from parameters
     * @param computation runs now, and again in the backward pass; returns a new tensor
     */
    public Tensor part(Tensor input, UnaryOperator<Tensor> computation) {
        if (!used) {
            return computation.apply(input);
        }
        Tensor output = withoutGradient(() -> computation.apply(input)).requireGradient(true);
        parts.add(new Part(input, output, computation));
        return output;
    }

    /** Computes without a graph. Autocast must not keep its copies of weights from here: they have no graph, and the second time needs one. */
    private static Tensor withoutGradient(Supplier<Tensor> computation) {
        boolean keepsCopies = torch.is_autocast_cache_enabled();
        try (NoGradient off = NoGradient.open()) {
            torch.set_autocast_cache_enabled(false);
            return Scope.within(computation);
        } finally {
            torch.set_autocast_cache_enabled(keepsCopies);
        }
    }

    /**
     * Adds the gradient of a scalar, which this pass computed, to every leaf that collects one. Computes the parts again, the last one first. What
     * lies between these parts may lead to several of them, so its graph is freed with the scope, not before.
     */
    public void backward(Tensor loss) {
        loss.backward(null, used);
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).backward();
        }
    }
}
