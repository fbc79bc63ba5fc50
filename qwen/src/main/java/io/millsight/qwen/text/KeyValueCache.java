package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.torch.Attention;
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

    private final List<Tensor> keys = new ArrayList<>(); // per layer [B, capacity, H_kv, D]
    private final List<Tensor> values = new ArrayList<>();
    private final Buffers buffers;
    private int capacity;
    private int[] samples; // the number of each row's sample in the batch that filled the cache
    private int[] lengths; // of each row
    private int[] arriving; // tokens of each row that the layers are appending

    /** Makes the buffers of keys and of values. */
    @FunctionalInterface
    interface Buffers {

        /** Returns zeros for the keys or the values of a layer: {@code [rows, slots, H_kv, D]}. */
        Tensor zeros(int layer, int rows, int slots);
    }

    /**
     * Room for the tokens of prompts, and some more.
     *
     * @param dtype in which the model computes; keys and values are in the type that attention computes in
     * @param devices of the layers
     */
    public KeyValueCache(TextConfig config, int batch, int promptTokens, DType dtype, List<Device> devices) {
        this(
                config.layers(),
                batch,
                promptTokens,
                (layer, rows, slots) -> Tensor.zeros(
                        Attention.computeType(devices.get(layer), dtype),
                        devices.get(layer),
                        rows,
                        slots,
                        config.keyValueHeads(),
                        config.headSize()));
    }

    KeyValueCache(int layers, int batch, int promptTokens, Buffers buffers) {
        this.buffers = buffers;
        this.capacity = promptTokens + SPARE;
        this.samples = IntStream.range(0, batch).toArray();
        this.lengths = new int[batch];
        this.arriving = new int[batch];
        try (Opening opening = new Opening()) { // memory may be full after some layers
            for (int layer = 0; layer < layers; layer++) {
                keys.add(opening.add(buffers.zeros(layer, batch, capacity).retain()));
                values.add(opening.add(buffers.zeros(layer, batch, capacity).retain()));
            }
            opening.complete(this);
        }
    }

    /** The bytes of one token's keys and values in all layers. */
    public static long bytesPerToken(TextConfig config, DType dtype, Device device) {
        return 2L
                * config.layers()
                * config.keyValueHeads()
                * config.headSize()
                * Attention.computeType(device, dtype).bytes();
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
                Tensor moved = buffers.zeros(layer, rows.length, slots).retain();
                layers.set(layer, moved);
                for (int row = 0; row < rows.length; row++) {
                    Tensor source = old.select(0, rows[row]).narrow(0, 0, used);
                    moved.select(0, row).narrow(0, 0, used).copyFrom(source);
                }
            }
        }
    }

    /** The slots that the longest row takes once it has the tokens that it expects. */
    int span() {
        return IntStream.range(0, lengths.length)
                .map(row -> lengths[row] + arriving[row])
                .max()
                .orElse(0);
    }

    /** Fills the first slots of one layer with those of prompts, {@code [B, H_kv, L, D]}. */
    void fill(int layer, Tensor key, Tensor value) {
        keys.get(layer).narrow(1, 0, key.size(2)).copyFrom(key.transpose(1, 2));
        values.get(layer).narrow(1, 0, value.size(2)).copyFrom(value.transpose(1, 2));
    }

    /** Where the expected tokens go among the slots of all rows, row by row. */
    long[] arrivingSlots() {
        return IntStream.range(0, rows())
                .flatMap(row -> IntStream.range(0, arriving[row]).map(i -> row * capacity + lengths[row] + i))
                .asLongStream()
                .toArray();
    }

    /**
     * Writes the expected tokens of one layer behind those that it holds.
     *
     * @param slots {@link #arrivingSlots}
     * @param key {@code [1, H_kv, N, D]}, row by row, with perhaps more places than there are slots; and so value
     */
    void append(int layer, Tensor slots, Tensor key, Tensor value) {
        write(keys.get(layer), slots, key);
        write(values.get(layer), slots, value);
    }

    private static void write(Tensor buffer, Tensor slots, Tensor heads) {
        long width = buffer.size(2) * buffer.size(3);
        Tensor tokens = heads.narrow(2, 0, slots.size(0)).transpose(1, 2).reshape(-1, width);
        buffer.reshape(-1, width).indexCopyInPlace(0, slots, tokens.to(buffer.dtype()));
    }

    /** All keys of a layer, those just appended included: {@code [B, H_kv, S, D]}; shorter rows end earlier. */
    Tensor keys(int layer) {
        return keys.get(layer).narrow(1, 0, span()).transpose(1, 2);
    }

    /** As {@link #keys}. */
    Tensor values(int layer) {
        return values.get(layer).narrow(1, 0, span()).transpose(1, 2);
    }

    /** Counts the appended tokens, once all layers have them. */
    void advance() {
        for (int row = 0; row < lengths.length; row++) {
            lengths[row] += arriving[row];
            arriving[row] = 0;
        }
    }

    /** Forgets the last tokens of each row. */
    public void forget(int... counts) {
        for (int row = 0; row < lengths.length; row++) {
            lengths[row] -= counts[row];
        }
    }

    @Override
    public void close() {
        keys.forEach(Tensor::close);
        values.forEach(Tensor::close);
    }
}
