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
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of samples, laid out in B rows of L slots. Virtual tokens stand directly before the tokens of each sample. Immutable.
 *
 * <p>Padded, each sample has a row of its own and is padded on the left to the length of the longest, so that all samples end at the same slot. A
 * padding slot has token 0 and position 0. The mask lets it attend to itself only, and no other slot attends to it.
 *
 * <p>{@link #packed Packed}, all samples stand one behind the other in one row, without padding. A sample sees only itself.
 */
public final class SequenceBatch {

    private final List<TokenSequence> sequences;
    private final List<PositionIds> positions;
    private final boolean packed;
    private final int length;
    private final int[] starts; // slot of each sample's first token, virtual or not, in the flattened batch
    private final int virtualTokens; // of each sample
    private final int imageToken;

    private SequenceBatch(
            List<TokenSequence> sequences,
            List<PositionIds> positions,
            int virtualTokens,
            int imageToken,
            boolean packed) {
        this.sequences = List.copyOf(sequences);
        this.positions = List.copyOf(positions); // those of virtual tokens included
        this.virtualTokens = virtualTokens;
        this.imageToken = imageToken;
        this.packed = packed;
        IntStream filled = IntStream.range(0, sequences.size()).map(this::filled);
        this.length = packed ? filled.sum() : filled.max().orElse(0);
        this.starts = new int[sequences.size()];
        for (int sample = 0; sample < starts.length; sample++) {
            starts[sample] = !packed
                    ? sample * length + length - filled(sample)
                    : sample == 0 ? 0 : starts[sample - 1] + filled(sample - 1);
        }
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
        return new SequenceBatch(sequences, positions, 0, imageToken, false);
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
                imageToken,
                packed);
    }

    /** Returns this batch with its samples packed into one row. */
    public SequenceBatch packed() {
        return new SequenceBatch(sequences, positions, virtualTokens, imageToken, true);
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
        return new SequenceBatch(longer, numbered, virtualTokens, imageToken, packed);
    }

    /** Returns the number of samples. */
    public int size() {
        return sequences.size();
    }

    /** Returns the number of rows, B: that of the samples, or one if they are packed. */
    public int rows() {
        return packed ? 1 : size();
    }

    /** Returns the number of virtual tokens before each sample. */
    public int virtualTokens() {
        return virtualTokens;
    }

    /** Returns the number of slots in a row, L, virtual tokens included. */
    public int length() {
        return length;
    }

    /** Returns a sample without its padding and its virtual tokens. */
    public TokenSequence sequence(int sample) {
        return sequences.get(sample);
    }

    /** Returns the images of all samples, sample by sample. */
    public List<PatchGrid> images() {
        return sequences.stream()
                .flatMap(sequence -> sequence.images().stream())
                .toList();
    }

    /** Returns the number of padding slots before a sample; 0 in a packed batch. */
    public int padding(int sample) {
        return packed ? 0 : length - filled(sample);
    }

    /** Returns the number of slots that hold a sample's virtual tokens and tokens. */
    int filled(int sample) {
        return virtualTokens + sequences.get(sample).length();
    }

    /** Returns the slot of a sample's token in the flattened batch {@code [B · L]}. */
    public long slot(int sample, int token) {
        return (long) starts[sample] + virtualTokens + token;
    }

    private boolean isPadded() {
        return IntStream.range(0, size()).anyMatch(sample -> padding(sample) > 0);
    }

    /** Returns the number of slots that each sample fills. */
    List<Integer> lengths() {
        return IntStream.range(0, size()).mapToObj(this::filled).toList();
    }

    /** Returns the lengths of the parts of a row that do not see each other, in order; null if there is only one. */
    @Nullable
    List<Integer> segments() {
        return packed && size() > 1 ? lengths() : null;
    }

    /** Returns how many of some slots of a packed batch, in rising order, belong to each sample. */
    List<Integer> counts(long[] slots) {
        return IntStream.range(0, size())
                .mapToObj(sample -> (int) LongStream.of(slots)
                        .filter(slot -> slot >= starts[sample] && slot < starts[sample] + filled(sample))
                        .count())
                .toList();
    }

    /** Returns what some slots of a packed batch see, {@code [1, 1, R, L]} in float32, to be added to the scores: their sample up to themselves. */
    Tensor mask(long[] slots) {
        float[] mask = new float[slots.length * length];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        int sample = 0;
        for (int i = 0; i < slots.length; i++) {
            while (slots[i] >= starts[sample] + filled(sample)) {
                sample++;
            }
            Arrays.fill(mask, i * length + starts[sample], i * length + (int) slots[i] + 1, 0);
        }
        return Tensor.of(mask, 1, 1, slots.length, length);
    }

    /** Returns the position, equal on all axes, of a text token after a sample; step 0 is the first token after it. */
    public int positionAfter(int row, int steps) {
        return positions.get(row).next() + steps;
    }

    /** Returns the token ids, {@code [B, L]}; 0 for virtual tokens. */
    public Tensor tokens(Device device) {
        long[] ids = new long[rows() * length];
        for (int sample = 0; sample < size(); sample++) {
            List<Integer> tokens = sequences.get(sample).tokens();
            for (int i = 0; i < tokens.size(); i++) {
                ids[(int) slot(sample, i)] = tokens.get(i);
            }
        }
        return Tensor.of(ids, rows(), length).to(device);
    }

    /** Returns the slots of all virtual tokens in the flattened batch, sample by sample. */
    public long[] virtualSlots() {
        return IntStream.range(0, size())
                .boxed()
                .flatMapToLong(sample -> IntStream.range(-virtualTokens, 0).mapToLong(token -> slot(sample, token)))
                .toArray();
    }

    /** Returns the slots of all image tokens in the flattened batch, sample by sample. */
    public long[] imageSlots() {
        List<Long> slots = new ArrayList<>();
        for (int sample = 0; sample < size(); sample++) {
            for (int place : sequences.get(sample).imagePlaces(imageToken)) {
                slots.add(slot(sample, place));
            }
        }
        return slots.stream().mapToLong(Long::longValue).toArray();
    }

    /** Returns the positions by axis, row and slot, {@code [3, B, L]}. */
    public int[][][] positions() {
        int[][][] all = new int[PositionIds.AXES][rows()][length];
        for (int sample = 0; sample < size(); sample++) {
            for (int i = 0; i < filled(sample); i++) {
                int slot = starts[sample] + i;
                for (int axis = 0; axis < PositionIds.AXES; axis++) {
                    all[axis][slot / length][slot % length] =
                            positions.get(sample).axis(axis, i);
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
