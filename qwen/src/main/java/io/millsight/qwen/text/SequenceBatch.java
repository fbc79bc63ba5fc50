package io.millsight.qwen.text;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of B samples, padded on the left to the length L of the longest. All samples end at the same slot. Virtual tokens stand directly before the
 * tokens of each sample, behind its padding. Immutable.
 *
 * <p>A padding slot has token 0 and position 0. The mask lets it attend to itself only, and no other slot attends to it.
 */
public final class SequenceBatch {

    private final List<TokenSequence> sequences;
    private final List<PositionIds> positions;
    private final int length;
    private final int virtualTokens; // of each sample
    private final int imageToken;

    private SequenceBatch(
            List<TokenSequence> sequences, List<PositionIds> positions, int virtualTokens, int imageToken) {
        this.sequences = List.copyOf(sequences);
        this.positions = List.copyOf(positions); // those of virtual tokens included
        this.length = virtualTokens
                + sequences.stream().mapToInt(TokenSequence::length).max().orElse(0);
        this.virtualTokens = virtualTokens;
        this.imageToken = imageToken;
    }

    /**
     * Builds a batch and computes the positions of its tokens.
     *
     * @throws IllegalArgumentException if there is no sample, a sample is empty, or its placeholders do not match its images
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
        return new SequenceBatch(sequences, positions, 0, imageToken);
    }

    /**
     * Returns this batch with virtual tokens before each sample. The positions of a sample do not depend on its neighbours. In PEFT they do, because
     * it puts the virtual tokens before the padding and counts the padding.
     *
     * @throws IllegalStateException if there are virtual tokens already
     */
    public SequenceBatch behind(VirtualTokens virtual) {
        if (virtualTokens > 0) {
            throw new IllegalStateException("the batch has virtual tokens already");
        }
        return new SequenceBatch(
                sequences,
                positions.stream()
                        .map(ids -> ids.behind(virtual.count(), virtual.positions()))
                        .toList(),
                virtual.count(),
                imageToken);
    }

    /**
     * Returns this batch with more tokens of text at the end of its samples. The positions of the first tokens are kept.
     *
     * @param text for each sample; may be empty
     * @throws IllegalArgumentException if the text has an image token
     */
    public SequenceBatch followedBy(List<List<Integer>> text) {
        if (text.stream().allMatch(List::isEmpty)) {
            return this;
        }
        if (text.stream().anyMatch(tokens -> tokens.contains(imageToken))) {
            throw new IllegalArgumentException("the text after a prompt has an image token, but no image");
        }
        List<TokenSequence> longer = new ArrayList<>();
        List<PositionIds> numbered = new ArrayList<>();
        for (int row = 0; row < size(); row++) {
            longer.add(sequences.get(row).followedBy(text.get(row)));
            numbered.add(positions.get(row).followedBy(text.get(row).size()));
        }
        return new SequenceBatch(longer, numbered, virtualTokens, imageToken);
    }

    /** Returns the number of samples, B. */
    public int size() {
        return sequences.size();
    }

    /** Returns the number of virtual tokens before each sample. */
    public int virtualTokens() {
        return virtualTokens;
    }

    /** Returns the padded length, L, virtual tokens included. */
    public int length() {
        return length;
    }

    /** Returns a sample without its padding and its virtual tokens. */
    public TokenSequence sequence(int row) {
        return sequences.get(row);
    }

    /** Returns the images of all samples, sample by sample. */
    public List<PatchGrid> images() {
        return sequences.stream()
                .flatMap(sequence -> sequence.images().stream())
                .toList();
    }

    /** Returns the number of padding slots before a sample. */
    public int padding(int row) {
        return length - filled(row);
    }

    /** Returns the number of a row's slots that hold virtual tokens and tokens. */
    private int filled(int row) {
        return virtualTokens + sequences.get(row).length();
    }

    /** Returns the slot of a sample's token in the flattened batch {@code [B · L]}. */
    public long slot(int row, int token) {
        return (long) row * length + padding(row) + virtualTokens + token;
    }

    private boolean isPadded() {
        return IntStream.range(0, size()).anyMatch(row -> padding(row) > 0);
    }

    /** Returns the position, equal on all axes, of a text token after a sample; step 0 is the first token after it. */
    public int positionAfter(int row, int steps) {
        return positions.get(row).next() + steps;
    }

    /** Returns the token ids, {@code [B, L]}; 0 for virtual tokens. */
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

    /** Returns the slots of all virtual tokens in the flattened batch, sample by sample. */
    public long[] virtualSlots() {
        return IntStream.range(0, size())
                .boxed()
                .flatMapToLong(row -> IntStream.range(-virtualTokens, 0).mapToLong(token -> slot(row, token)))
                .toArray();
    }

    /** Returns the slots of all image tokens in the flattened batch, sample by sample. */
    public long[] imageSlots() {
        List<Long> slots = new ArrayList<>();
        for (int row = 0; row < size(); row++) {
            for (int place : sequences.get(row).imagePlaces(imageToken)) {
                slots.add(slot(row, place));
            }
        }
        return slots.stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the positions by axis, sample and slot, {@code [3, B, L]}. */
    public int[][][] positions() {
        int[][][] all = new int[PositionIds.AXES][size()][length];
        for (int row = 0; row < size(); row++) {
            for (int i = 0; i < filled(row); i++) {
                for (int axis = 0; axis < PositionIds.AXES; axis++) {
                    all[axis][row][padding(row) + i] = positions.get(row).axis(axis, i);
                }
            }
        }
        return all;
    }

    /** Returns the mask that is added to the attention scores, {@code [B, 1, L, L]}. Null without padding: the causal mask is enough. */
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
