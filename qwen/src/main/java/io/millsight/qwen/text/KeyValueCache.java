package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keys (after rotation) and values of the tokens seen so far, per layer. Its rows may be of different lengths. The buffers grow with the answers, and
 * rows that are not needed any more leave them. The owner closes it; not for use by two threads at once.
 */
public final class KeyValueCache implements AutoCloseable {

    /** Buffers get room for so many tokens more than are needed now: two sentences of a report. */
    private static final int SPARE = 64;

    private final List<Tensor> keys = new ArrayList<>(); // per layer [B, H_kv, capacity, D]
    private final List<Tensor> values = new ArrayList<>();
    private final Buffers buffers;
    private int capacity;
    private int[] samples; // the number of each row's sample in the batch that filled the cache
    private int[] lengths; // of each row
    private int[] arriving; // tokens of each row that the layers are appending

    /** Makes the buffers of keys and of values. */
    @FunctionalInterface
    interface Buffers {

        /** Returns zeros for the keys or the values of one layer: {@code [rows, H_kv, slots, D]}. */
        Tensor zeros(int rows, int slots);
    }

    /** Room for the tokens of prompts, and some more. */
    public KeyValueCache(TextConfig config, int batch, int promptTokens, DType dtype, Device device) {
        this(
                config.layers(),
                batch,
                promptTokens,
                (rows, slots) -> Tensor.zeros(dtype, device, rows, config.keyValueHeads(), slots, config.headSize()));
    }

    KeyValueCache(int layers, int batch, int promptTokens, Buffers buffers) {
        this.buffers = buffers;
        this.capacity = promptTokens + SPARE;
        this.samples = IntStream.range(0, batch).toArray();
        this.lengths = new int[batch];
        this.arriving = new int[batch];
        try (Opening opening = new Opening()) { // memory may be full after some layers
            for (int layer = 0; layer < layers; layer++) {
                keys.add(opening.add(buffers.zeros(batch, capacity).retain()));
                values.add(opening.add(buffers.zeros(batch, capacity).retain()));
            }
            opening.complete(this);
        }
    }

    /** How many rows it holds. */
    public int rows() {
        return lengths.length;
    }

    /** The number of a row's sample in the batch that filled the cache. */
    int sample(int row) {
        return samples[row];
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

    /** Announces how many tokens of each row the layers are about to append, and makes room for them. */
    public void expect(int... counts) {
        arriving = counts.clone();
        if (span() > capacity) {
            rebuild(IntStream.range(0, rows()).toArray(), Math.max(span(), capacity + capacity / 2));
        }
    }

    /**
     * Keeps some rows, in their order, and drops the others. From then on, new tokens are those of the kept rows.
     *
     * @param rows numbers of rows, rising
     */
    public void keep(int... rows) {
        rebuild(rows, capacity);
        samples = Arrays.stream(rows).map(row -> samples[row]).toArray();
        lengths = Arrays.stream(rows).map(row -> lengths[row]).toArray();
        arriving = new int[rows.length];
    }

    /** Moves rows to new buffers, layer by layer, so that memory holds at most one layer twice. */
    private void rebuild(int[] rows, int slots) {
        int used = Arrays.stream(rows).map(row -> lengths[row]).max().orElse(0);
        rebuild(keys, rows, slots, used);
        rebuild(values, rows, slots, used);
        capacity = slots;
    }

    private void rebuild(List<Tensor> layers, int[] rows, int slots, int used) {
        for (int layer = 0; layer < layers.size(); layer++) {
            try (Scope scope = Scope.open();
                    Tensor old = layers.get(layer)) {
                Tensor moved = buffers.zeros(rows.length, slots).retain();
                layers.set(layer, moved);
                for (int row = 0; row < rows.length; row++) {
                    Tensor source = old.select(0, rows[row]).narrow(1, 0, used);
                    moved.select(0, row).narrow(1, 0, used).copyFrom(source);
                }
            }
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
