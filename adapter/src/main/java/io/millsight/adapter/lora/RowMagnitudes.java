package io.millsight.adapter.lora;

import io.millsight.qwen.layer.DenseLinear;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The magnitudes of one module's weight rows (DoRA, Liu et al. 2024): row o of the corrected weight V = W + s · B A is scaled to the length m[o].
 *
 * <p>It owns m, and it remembers the factors m / ‖V‖ until the matrices learn again, because computing them takes more time than a decoded token.
 */
final class RowMagnitudes implements AutoCloseable {

    /** A row of zeros stays one. */
    private static final double LEAST_SQUARE = 1e-24;

    private final Tensor magnitudes; // m, [out], float32
    private final Tensor squares; // ‖W[o]‖², [out], float32
    private @Nullable Tensor factors; // m / ‖V‖, [out], float32

    private RowMagnitudes(Tensor magnitudes, Tensor squares) {
        this.magnitudes = magnitudes;
        this.squares = squares;
    }

    /** The magnitudes that change nothing while B is zero: the lengths of the rows. */
    static RowMagnitudes of(DenseLinear layer) {
        try (Scope scope = Scope.open()) {
            Tensor squares = squares(layer);
            Tensor lengths = squares.times(squares.atLeast(LEAST_SQUARE).rsqrt());
            return new RowMagnitudes(lengths.retain(), squares.retain());
        }
    }

    /**
     * Magnitudes of a file.
     *
     * @param magnitudes {@code [out]} in float32, owned from now on
     */
    static RowMagnitudes of(DenseLinear layer, Tensor magnitudes) {
        try (Scope scope = Scope.open()) {
            return new RowMagnitudes(magnitudes, squares(layer).retain());
        }
    }

    private static Tensor squares(DenseLinear layer) {
        Tensor weight = layer.weight().to(DType.FLOAT32);
        return weight.squared().sum(1).reshape(weight.size(0));
    }

    /** m. Not a copy. */
    Tensor magnitudes() {
        return magnitudes;
    }

    /**
     * Computes m / ‖V‖, {@code [out]} in float32. Only m gets a gradient, as in the paper (section 4.3) and in PEFT.
     *
     * <p>V is not formed: ‖W + s B A‖² = ‖W‖² + 2 s ⟨B, W Aᵀ⟩ + s² ⟨B A Aᵀ, B⟩, row by row, needs products of the width r only.
     */
    Tensor factors(DenseLinear layer, Tensor a, Tensor b, double scaling) {
        Tensor inverse;
        try (Scope scope = Scope.open();
                NoGradient off = NoGradient.open()) {
            Tensor weight = layer.weight();
            Tensor crossed = weight.matmul(a.to(weight.dtype()).transpose(0, 1)).to(DType.FLOAT32); // [out, r]
            Tensor gram = a.matmul(a.transpose(0, 1)); // [r, r]
            Tensor corrections = b.matmul(gram)
                    .times(scaling)
                    .plus(crossed.times(2))
                    .times(b)
                    .times(scaling);
            Tensor total = squares.plus(corrections.sum(1).reshape(squares.size(0)));
            inverse = scope.keep(total.atLeast(LEAST_SQUARE).rsqrt());
        }
        return magnitudes.times(inverse);
    }

    /** Returns {@link #factors} of matrices that do not change until {@link #forget}. */
    synchronized Tensor remembered(DenseLinear layer, Tensor a, Tensor b, double scaling) {
        if (factors == null) {
            try (Scope scope = Scope.open();
                    NoGradient off = NoGradient.open()) {
                factors = factors(layer, a, b, scaling).retain();
            }
        }
        return factors;
    }

    /** Forgets the factors, because the matrices are about to change. */
    synchronized void forget() {
        if (factors != null) {
            factors.close();
            factors = null;
        }
    }

    @Override
    public void close() {
        forget();
        magnitudes.close();
        squares.close();
    }
}
