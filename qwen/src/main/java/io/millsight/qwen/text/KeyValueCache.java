package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Keys (after rotation) and values of the tokens seen so far, per layer, in buffers of a fixed capacity. Its rows may be of different lengths. The
 * owner closes it; not for use by two threads at once.
 */
public final class KeyValueCache implements AutoCloseable {

    private final List<Tensor> keys = new ArrayList<>(); // per layer [B, H_kv, capacity, D]
    private final List<Tensor> values = new ArrayList<>();
    private final int capacity;
    private final int[] lengths; // of each row
    private int[] arriving; // tokens of each row that the layers are appending

    public KeyValueCache(TextConfig config, int batch, int capacity, DType dtype, Device device) {
        this(
                config.layers(),
                batch,
                capacity,
                () -> Tensor.zeros(dtype, device, batch, config.keyValueHeads(), capacity, config.headSize()));
    }

    /**
     * @param buffer makes a buffer of a layer's keys or values
     */
    public KeyValueCache(int layers, int batch, int capacity, Supplier<Tensor> buffer) {
        this.capacity = capacity;
        this.lengths = new int[batch];
        this.arriving = new int[batch];
        try (Opening opening = new Opening()) { // memory may be full after some layers
            for (int layer = 0; layer < layers; layer++) {
                keys.add(opening.add(buffer.get().retain()));
                values.add(opening.add(buffer.get().retain()));
            }
            opening.complete(this);
        }
    }

    /** How many tokens of a row it holds, padding included. */
    int length(int row) {
        return lengths[row];
    }

    boolean isEmpty() {
        return Arrays.stream(lengths).allMatch(length -> length == 0);
    }

    /** The slots that the longest row will take when it has its new tokens, too. */
    int spanWith(NewTokens tokens) {
        return IntStream.range(0, lengths.length)
                .map(row -> lengths[row] + tokens.count(row))
                .max()
                .orElse(0);
    }

    /**
     * Announces how many tokens of each row the layers are about to append.
     *
     * @throws IllegalStateException if there is no room for them
     */
    public void expect(int... counts) {
        arriving = counts.clone();
        if (span() > capacity) {
            throw new IllegalStateException("the cache has room for " + capacity + " tokens, not for " + span());
        }
    }

    private int span() {
        return IntStream.range(0, lengths.length)
                .map(row -> lengths[row] + arriving[row])
                .max()
                .orElse(0);
    }

    /** Writes the expected tokens of one layer behind those that it holds; of {@code [B, H_kv, T, D]} each row's last ones. */
    void append(int layer, Tensor key, Tensor value) {
        int slots = (int) key.size(2);
        boolean alike = IntStream.range(0, lengths.length)
                .allMatch(row -> lengths[row] == lengths[0] && arriving[row] == slots);
        if (alike) {
            keys.get(layer).narrow(2, lengths[0], slots).copyFrom(key);
            values.get(layer).narrow(2, lengths[0], slots).copyFrom(value);
            return;
        }
        for (int row = 0; row < lengths.length; row++) {
            if (arriving[row] > 0) {
                place(keys.get(layer), row).copyFrom(last(key, row));
                place(values.get(layer), row).copyFrom(last(value, row));
            }
        }
    }

    private Tensor place(Tensor buffer, int row) {
        return buffer.select(0, row).narrow(1, lengths[row], arriving[row]);
    }

    private Tensor last(Tensor appended, int row) {
        return appended.select(0, row).narrow(1, appended.size(2) - arriving[row], arriving[row]);
    }

    /** All keys of a layer, those just appended included: {@code [B, H_kv, S, D]}; shorter rows end earlier. */
    Tensor keys(int layer) {
        return keys.get(layer).narrow(2, 0, span());
    }

    /** As {@link #keys}. */
    Tensor values(int layer) {
        return values.get(layer).narrow(2, 0, span());
    }

    /** Counts the appended tokens, once all layers have them. */
    void advance() {
        for (int row = 0; row < lengths.length; row++) {
            lengths[row] += arriving[row];
            arriving[row] = 0;
        }
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }
}
