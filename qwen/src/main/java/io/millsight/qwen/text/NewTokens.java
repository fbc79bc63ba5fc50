package io.millsight.qwen.text;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that follow what a cache holds: for each of B rows some, perhaps none. They go through the model one behind the other, as N places of
 * which the last ones may be empty, and only attention sees them row by row, as T slots a row, of which a row fills the last ones.
 *
 * <p>oneDNN compiles a kernel for every number of places that it meets, which takes longer than the product. So there are few such numbers.
 *
 * @param tokens for each row
 * @param guesses how many of a row's last tokens are guesses: what the model would say in the place of each is asked, too
 */
public record NewTokens(List<List<Integer>> tokens, List<Integer> guesses) {

    public NewTokens {
        tokens = tokens.stream().map(List::copyOf).toList();
        guesses = List.copyOf(guesses);
    }

    /** Tokens without a guess. */
    public NewTokens(List<List<Integer>> tokens) {
        this(tokens, Collections.nCopies(tokens.size(), 0));
    }

    public int rows() {
        return tokens.size();
    }

    /** How many a row has. */
    public int count(int row) {
        return tokens.get(row).size();
    }

    /** How many all rows have. */
    int total() {
        return tokens.stream().mapToInt(List::size).sum();
    }

    /** The slots of a row, T: as many as the row with the most tokens has. */
    public int slots() {
        return tokens.stream().mapToInt(List::size).max().orElse(0);
    }

    private int unused(int row) {
        return slots() - count(row);
    }

    /** The number of places, N: all tokens, rounded up to three binary digits. */
    public int places() {
        int step = Math.max(1, Integer.highestOneBit(Math.max(1, total())) / 4);
        return (total() + step - 1) / step * step;
    }

    /** Whether every row fills all its slots and every place has a token, so that the places are in the order of the slots. */
    boolean isFull() {
        return total() == places() && total() == rows() * slots();
    }

    /** Ids, {@code [1, N]}; 0 in empty places. */
    public Tensor ids(Device device) {
        long[] ids = tokens.stream()
                .flatMap(List::stream)
                .mapToLong(Integer::longValue)
                .toArray();
        return Tensor.of(Arrays.copyOf(ids, places()), 1, places()).to(device);
    }

    /** The slot of the token in each place among the {@code B · T} of all rows; 0 for empty places. */
    long[] slotOfPlace() {
        int width = slots(); // once, and not for every token
        int[] slots = IntStream.range(0, rows())
                .flatMap(row -> IntStream.range(0, count(row)).map(i -> (row + 1) * width - count(row) + i))
                .toArray();
        return Arrays.stream(Arrays.copyOf(slots, places())).asLongStream().toArray();
    }

    /** The place of the token in each of the {@code B · T} slots; 0 for slots that a row does not fill. */
    long[] placeOfSlot() {
        long[] places = new long[rows() * slots()];
        long[] slots = slotOfPlace();
        int total = total();
        for (int place = 0; place < total; place++) {
            places[(int) slots[place]] = place;
        }
        return places;
    }

    /**
     * The places behind which the next token is asked for, row by row: each row's last one that is no guess, and its guesses. Of a row without
     * tokens, the place of another row's.
     */
    long[] asked() {
        long[] places =
                new long[rows() + guesses.stream().mapToInt(Integer::intValue).sum()];
        int end = 0;
        int next = 0;
        for (int row = 0; row < rows(); row++) {
            end += count(row);
            for (int guess = guesses.get(row); guess >= 0; guess--) {
                places[next++] = Math.max(0, end - 1 - guess);
            }
        }
        return places;
    }

    /**
     * Positions, {@code [3, 1, N]}: each row counts on, alike on all axes; 0 in empty places.
     *
     * @param batch the prompts that filled the cache
     */
    public int[][][] positions(SequenceBatch batch, KeyValueCache cache) {
        int[] along = IntStream.range(0, rows())
                .flatMap(row -> IntStream.range(0, count(row))
                        .map(i -> batch.positionAfter(cache.sample(row), cache.length(row) - batch.length() + i)))
                .toArray();
        int[][][] positions = new int[PositionIds.AXES][1][];
        for (int[][] axis : positions) {
            axis[0] = Arrays.copyOf(along, places());
        }
        return positions;
    }

    /**
     * What is added to the scores, {@code [B, 1, T, S]} over the S slots of the cache, which expects these tokens: a token sees its row up to itself,
     * without the padding. Null where every token sees everything.
     */
    @Nullable
    public Tensor mask(SequenceBatch batch, KeyValueCache cache, DType dtype, Device device) {
        int slots = slots();
        int span = cache.span();
        float[] mask = new float[rows() * slots * span];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        boolean hides = false;
        for (int row = 0; row < rows(); row++) {
            for (int slot = 0; slot < slots; slot++) {
                int start = batch.padding(cache.sample(row));
                int end = Math.max(start + 1, cache.length(row) + slot - unused(row) + 1);
                int offset = (row * slots + slot) * span;
                Arrays.fill(mask, offset + start, offset + end, 0);
                hides |= start > 0 || end < span;
            }
        }
        return hides ? Tensor.of(mask, rows(), 1, slots, span).to(device).to(dtype) : null;
    }
}
