package io.millsight.qwen;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys (after rotation) and values of the tokens seen so far, per layer, in buffers of a fixed capacity. The owner closes it; not for use by
 * two threads at once.
 */
public final class KeyValueCache implements AutoCloseable {

    private final List<Tensor> keys = new ArrayList<>(); // per layer [B, H_kv, capacity, D]
    private final List<Tensor> values = new ArrayList<>();
    private final int capacity;
    private int length;

    KeyValueCache(TextConfig config, int batch, int capacity, DType dtype, Device device) {
        this.capacity = capacity;
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(buffer(config, batch, dtype, device));
            values.add(buffer(config, batch, dtype, device));
        }
    }

    private Tensor buffer(TextConfig config, int batch, DType dtype, Device device) {
        return Tensor.zeros(dtype, device, batch, config.keyValueHeads(), capacity, config.headSize())
                .retain();
    }

    /** How many tokens of each row it holds, padding included. */
    public int length() {
        return length;
    }

    /** Writes new tokens {@code [B, H_kv, T, D]} of one layer behind those that it holds. */
    void append(int layer, Tensor key, Tensor value) {
        long tokens = key.size(2);
        if (length + tokens > capacity) {
            throw new IllegalStateException(
                    "the cache has room for " + capacity + " tokens, not for " + (length + tokens));
        }
        keys.get(layer).narrow(2, length, tokens).copyFrom(key);
        values.get(layer).narrow(2, length, tokens).copyFrom(value);
    }

    /** All keys of a layer, including the given number of tokens just appended: {@code [B, H_kv, S, D]}. */
    Tensor keys(int layer, long appended) {
        return keys.get(layer).narrow(2, 0, length + appended);
    }

    /** As {@link #keys}. */
    Tensor values(int layer, long appended) {
        return values.get(layer).narrow(2, 0, length + appended);
    }

    /** Counts the appended tokens, once all layers have them. */
    void advance(long tokens) {
        length += (int) tokens;
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }
}
