package io.millsight.qwen.text;

import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Moves the heads of new tokens between the two orders of {@link NewTokens}: N places, and B rows of T slots. Its tensors belong to the scope in
 * which it was made.
 */
final class NewRows {

    private final int rows;
    private final int slots;
    private final @Nullable Tensor placeOfSlot; // [B · T]; null where both orders are the same
    private final @Nullable Tensor slotOfPlace; // [N]

    NewRows(NewTokens tokens, Device device) {
        rows = tokens.rows();
        slots = tokens.slots();
        placeOfSlot = tokens.isFull() ? null : indices(tokens.placeOfSlot(), device);
        slotOfPlace = tokens.isFull() ? null : indices(tokens.slotOfPlace(), device);
    }

    private static Tensor indices(long[] numbers, Device device) {
        return Tensor.of(numbers, numbers.length).to(device);
    }

    /** From {@code [1, H, N, D]} to {@code [B, H, T, D]}; slots that a row does not fill hold those of another token. */
    Tensor bySlots(Tensor heads) {
        return ordered(heads, placeOfSlot)
                .reshape(rows, slots, heads.size(1), heads.size(3))
                .transpose(1, 2);
    }

    /** From {@code [B, H, T, D]} to {@code [1, H, N, D]}; empty places hold those of a slot. */
    Tensor byPlaces(Tensor heads) {
        return ordered(heads, slotOfPlace)
                .reshape(1, -1, heads.size(1), heads.size(3))
                .transpose(1, 2);
    }

    private static Tensor ordered(Tensor heads, @Nullable Tensor indices) { // [..., H, ..., D] -> [R, H * D]
        Tensor flat = heads.transpose(1, 2).reshape(-1, heads.size(1) * heads.size(3));
        return indices == null ? flat : flat.indexSelect(0, indices);
    }
}
