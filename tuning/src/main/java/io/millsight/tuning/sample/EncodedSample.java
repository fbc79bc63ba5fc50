package io.millsight.tuning.sample;

import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.text.TokenSequence;
import java.util.Arrays;
import java.util.List;

/** A sample as the model sees it: tokens, what to learn of them, and the patches of its images. */
public final class EncodedSample {

    private final TokenSequence sequence;
    private final List<Integer> labels;
    private final List<CellLessons.Cell> cells;
    private final float[] patches;

    /**
     * @param sequence token ids and image grids
     * @param labels for each token: its id where the model shall learn to say it, else {@link LabelledTokens#IGNORED}
     * @param patches float32 {@code [S, 1176]} of its images, row-major; empty if it has none; not copied
     */
    public EncodedSample(TokenSequence sequence, List<Integer> labels, float[] patches) {
        this(sequence, labels, List.of(), patches);
    }

    private EncodedSample(TokenSequence sequence, List<Integer> labels, List<CellLessons.Cell> cells, float[] patches) {
        this.sequence = sequence;
        this.labels = List.copyOf(labels);
        this.cells = List.copyOf(cells);
        this.patches = patches;
    }

    /**
     * @param cells what the image's tokens are to say
     */
    static EncodedSample of(
            LabelledTokens tokens, List<PatchGrid> images, List<CellLessons.Cell> cells, float[] patches) {
        return new EncodedSample(
                TokenSequence.of(tokens.ids(), images),
                Arrays.stream(tokens.labels()).boxed().toList(),
                cells,
                patches);
    }

    public TokenSequence sequence() {
        return sequence;
    }

    public List<Integer> labels() {
        return labels;
    }

    /** What the image's tokens are to say; empty where nobody knows. */
    public List<CellLessons.Cell> cells() {
        return cells;
    }

    /** As given, not copied. */
    public float[] patches() {
        return patches;
    }

    /** How many tokens the loss counts: the labelled ones but a first token, which nothing predicts. */
    public int targets() {
        return (int) labels.stream()
                .skip(1)
                .filter(label -> label != LabelledTokens.IGNORED)
                .count();
    }
}
