package io.millsight.torch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1). Axes: B batch, H heads, T query tokens, S key tokens, D head size. Thread-safe.
 */
public final class Attention {

    private static final Operator SCALED_DOT_PRODUCT_ATTENTION = Operator.named("aten::scaled_dot_product_attention");
    private static final double NO_DROPOUT = 0.0;

    private Attention() {}

    /** The type in which the attention of tensors of a type is computed; keys and values that are looked at again and again are best kept in it. */
    public static DType computeType(Device device, DType dtype) {
        return device.kind() == Device.Kind.CPU ? DType.FLOAT32 : dtype;
    }

    /**
     * Computes softmax(query · keyᵀ / √D + mask) · value, without the full matrix of scores where libtorch can.
     *
     * @param query {@code [B, H, T, D]}
     * @param key {@code [B, H, S, D]}
     * @param value {@code [B, H, S, D]}
     * @param mask broadcast to {@code [B, H, T, S]} and added to the scores; null for none
     * @param causal whether row t sees only the columns up to t (T = S); excludes a mask
     * @return {@code [B, H, T, D]} in the type of the value
     */
    public static Tensor scaledDotProduct(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, boolean causal) {
        if (hasKernel(query)) {
            return call(query, key, value, mask, causal);
        }
        try (Autocast off = Autocast.open(query.device(), DType.FLOAT32)) {
            return call(
                            query.to(DType.FLOAT32),
                            key.to(DType.FLOAT32),
                            value.to(DType.FLOAT32),
                            mask == null ? null : mask.to(DType.FLOAT32),
                            causal)
                    .to(value.dtype());
        }
    }

    /**
     * Attends within consecutive segments of one row, and within each only to earlier tokens and oneself.
     *
     * @param lengths of the segments; their sum is T
     * @param query {@code [1, H, T, D]}, and so key and value
     * @return {@code [1, H, T, D]} in the type of the value
     */
    public static Tensor causalWithin(List<Integer> lengths, Tensor query, Tensor key, Tensor value) {
        if (hasKernel(query)) {
            return callWithin(lengths, query, key, value);
        }
        try (Autocast off = Autocast.open(query.device(), DType.FLOAT32)) {
            return callWithin(lengths, query.to(DType.FLOAT32), key.to(DType.FLOAT32), value.to(DType.FLOAT32))
                    .to(value.dtype());
        }
    }

    /**
     * Whether libtorch has a kernel for the attention of a query as it is. This build has none for products of bfloat16 with float32 sums on the
     * processor, and its attention falls back on plain loops there: these took 59 % of the time of training the nano model.
     */
    private static boolean hasKernel(Tensor query) {
        Device device = query.device();
        return device.kind() != Device.Kind.CPU || (query.dtype() == DType.FLOAT32 && !Autocast.isOpen(device));
    }

    private static Tensor callWithin(List<Integer> lengths, Tensor query, Tensor key, Tensor value) {
        List<Tensor> parts = new ArrayList<>();
        int start = 0;
        for (int length : lengths) {
            parts.add(call(
                    query.narrow(2, start, length),
                    key.narrow(2, start, length),
                    value.narrow(2, start, length),
                    null,
                    true));
            start += length;
        }
        return Tensor.concatenate(parts, 2);
    }

    private static Tensor call(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, boolean causal) {
        return SCALED_DOT_PRODUCT_ATTENTION.call(query, key, value, mask, NO_DROPOUT, causal, null, false);
    }
}
