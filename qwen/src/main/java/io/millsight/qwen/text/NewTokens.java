package io.millsight.qwen.text;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that follow what a cache holds: T slots for each of B rows, of which a row fills the last ones, perhaps none. What stands in the others is
 * neither remembered nor looked at.
 *
 * @param tokens for each row
 */
public record NewTokens(List<List<Integer>> tokens) {

    public NewTokens {
        tokens = tokens.stream().map(List::copyOf).toList();
    }

    public int rows() {
        return tokens.size();
    }

    /** How many a row has. */
    public int count(int row) {
        return tokens.get(row).size();
    }

    /** The slots, T: as many as the row with the most tokens has. */
    public int slots() {
        return tokens.stream().mapToInt(List::size).max().orElse(0);
    }

    private int unused(int row) {
        return slots() - count(row);
    }

    /** Ids, {@code [B, T]}; 0 in the slots that a row does not fill. */
    public Tensor ids(Device device) {
        int slots = slots();
        long[] ids = new long[rows() * slots];
        for (int row = 0; row < rows(); row++) {
            for (int i = 0; i < count(row); i++) {
                ids[row * slots + unused(row) + i] = tokens.get(row).get(i);
            }
        }
        return Tensor.of(ids, rows(), slots).to(device);
    }

    /**
     * Positions, {@code [3, B, T]}: each row counts on, alike on all axes.
     *
     * @param batch the prompts that filled the cache
     */
    public int[][][] positions(SequenceBatch batch, KeyValueCache cache) {
        int[][][] positions = new int[PositionIds.AXES][rows()][slots()];
        for (int row = 0; row < rows(); row++) {
            for (int i = 0; i < count(row); i++) {
                int position = batch.positionAfter(cache.sample(row), cache.length(row) - batch.length() + i);
                for (int axis = 0; axis < PositionIds.AXES; axis++) {
                    positions[axis][row][unused(row) + i] = position;
                }
            }
        }
        return positions;
    }

    /**
     * What is added to the scores, {@code [B, 1, T, S]} over the S slots of the cache once these tokens are in it: a token sees its row up to itself,
     * without the padding. Null where every token sees everything.
     */
    @Nullable
    public Tensor mask(SequenceBatch batch, KeyValueCache cache, DType dtype, Device device) {
        int slots = slots();
        int span = cache.spanWith(this);
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
