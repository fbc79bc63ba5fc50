package io.millsight.qwen.layer;

import io.millsight.torch.Int8Linear;
import io.millsight.torch.Int8Weight;
import io.millsight.torch.PackedLinear;
import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer whose weight is in the order that its kernel reads, for describing. It owns the weight until it is closed, and records no gradients.
 */
public sealed interface PreparedLinear extends Linear, AutoCloseable {

    @Override
    void close();

    /** Multiplies in int8. */
    static PreparedLinear int8(Int8Weight weight, @Nullable Tensor bias) {
        return new InInt8(Int8Linear.pack(weight, bias));
    }

    /** Multiplies a weight in its own type. */
    static PreparedLinear packed(Tensor weight, @Nullable Tensor bias) {
        return new Packed(PackedLinear.of(weight, bias));
    }

    /** Multiplies in int8. */
    record InInt8(Int8Linear product) implements PreparedLinear {

        @Override
        public Tensor apply(Tensor input, SampleRows samples) {
            return product.apply(input);
        }

        @Override
        public void close() {
            product.close();
        }
    }

    /** Multiplies a weight in its own type. */
    record Packed(PackedLinear product) implements PreparedLinear {

        @Override
        public Tensor apply(Tensor input, SampleRows samples) {
            return product.apply(input);
        }

        @Override
        public void close() {
            product.close();
        }
    }
}
