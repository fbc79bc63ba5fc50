package io.millsight.qwen.text;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples side by side, padded on the left to the length L of the longest, so that all of them end at the same slot.
 *
 * <p>Padded slots hold token and position 0; the mask lets them see only themselves, and nothing sees them.
 */
public final class SequenceBatch {

    private final List<TokenSequence> sequences;
    private final List<PositionIds> positions;
    private final int length;
    private final int imageToken;

    private SequenceBatch(List<TokenSequence> sequences, List<PositionIds> positions, int imageToken) {
        this.sequences = sequences;
        this.positions = positions;
        this.length = sequences.stream().mapToInt(TokenSequence::length).max().orElse(0);
        this.imageToken = imageToken;
    }

    /**
     * Numbers and pads samples for a model.
     *
     * @throws IllegalArgumentException if there is none, one is empty, or its placeholders are not those of its images
     */
    public static SequenceBatch of(List<TokenSequence> sequences, ModelConfig config) {
        if (sequences.isEmpty() || sequences.stream().anyMatch(sequence -> sequence.length() == 0)) {
            throw new IllegalArgumentException("a batch needs samples, and each at least one token");
        }
        int imageToken = config.tokens().image();
        List<PositionIds> positions = sequences.stream()
                .map(sequence ->
                        PositionIds.of(sequence, imageToken, config.vision().spatialMergeSize()))
                .toList();
        return new SequenceBatch(List.copyOf(sequences), positions, imageToken);
    }

    /** The number of samples, B. */
    public int size() {
        return sequences.size();
    }

    /** The padded length, L. */
    public int length() {
        return length;
    }

    public TokenSequence sequence(int row) {
        return sequences.get(row);
    }

    /** The images of all samples in reading order. */
    public List<PatchGrid> images() {
        return sequences.stream()
                .flatMap(sequence -> sequence.images().stream())
                .toList();
    }

    /** The number of padded slots in front of a sample. */
    public int padding(int row) {
        return length - sequences.get(row).length();
    }

    /** The slot of a sample's token within the flattened batch {@code [B · L]}. */
    public long slot(int row, int token) {
        return (long) row * length + padding(row) + token;
    }

    private boolean isPadded() {
        return sequences.stream().anyMatch(sequence -> sequence.length() != length);
    }

    /** The position, on all axes, of the token that follows a sample's last one by the given number of steps (0 for the next). */
    public int positionAfter(int row, int steps) {
        return positions.get(row).next() + steps;
    }

    /** Token ids, {@code [B, L]}. */
    public Tensor tokens(Device device) {
        long[] ids = new long[size() * length];
        for (int row = 0; row < size(); row++) {
            List<Integer> tokens = sequences.get(row).tokens();
            for (int i = 0; i < tokens.size(); i++) {
                ids[(int) slot(row, i)] = tokens.get(i);
            }
        }
        return Tensor.of(ids, size(), length).to(device);
    }

    /** The slots of all placeholders within the flattened batch, in reading order. */
    public long[] imageSlots() {
        List<Long> slots = new ArrayList<>();
        for (int row = 0; row < size(); row++) {
            List<Integer> tokens = sequences.get(row).tokens();
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.get(i) == imageToken) {
                    slots.add(slot(row, i));
                }
            }
        }
        return slots.stream().mapToLong(Long::longValue).toArray();
    }

    /** Positions in the order axis, sample, slot: {@code [3, B, L]}. */
    public int[][][] positions() {
        int[][][] all = new int[PositionIds.AXES][size()][length];
        for (int row = 0; row < size(); row++) {
            for (int i = 0; i < sequences.get(row).length(); i++) {
                for (int axis = 0; axis < PositionIds.AXES; axis++) {
                    all[axis][row][padding(row) + i] = positions.get(row).axis(axis, i);
                }
            }
        }
        return all;
    }

    /** What is added to the scores of a forward pass over the whole batch, {@code [B, 1, L, L]}; null where plain causality does. */
    @Nullable
    public Tensor causalMask(DType dtype, Device device) {
        if (!isPadded()) {
            return null;
        }
        float[] mask = new float[size() * length * length];
        for (int row = 0; row < size(); row++) {
            int padding = padding(row);
            for (int query = 0; query < length; query++) {
                int start = (row * length + query) * length;
                Arrays.fill(mask, start, start + length, Float.NEGATIVE_INFINITY);
                if (query < padding) {
                    mask[start + query] = 0;
                } else {
                    Arrays.fill(mask, start + padding, start + query + 1, 0);
                }
            }
        }
        return Tensor.of(mask, size(), 1, length, length).to(device).to(dtype);
    }
}
