package io.millsight.tuning.sample;

import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sample as the input of a training step: tokens, their labels, and the patches of its images. Immutable, but the patches are not copied. */
public final class EncodedSample {

    private final TokenSequence sequence;
    private final List<Integer> labels;
    private final List<PatchSupervision.Target> patchTargets;
    private final float[] patches;
    private final @Nullable Path picture;

    /**
     * @param sequence token ids and image grids
     * @param labels for each token: its id if the loss counts it, else {@link LabelledTokens#IGNORED}
     * @param patches float32 {@code [S, 1176]} of its images, row-major; empty if it has none; not copied
     */
    public EncodedSample(TokenSequence sequence, List<Integer> labels, float[] patches) {
        this(sequence, labels, List.of(), patches, null);
    }

    private EncodedSample(
            TokenSequence sequence,
            List<Integer> labels,
            List<PatchSupervision.Target> patchTargets,
            float[] patches,
            @Nullable Path picture) {
        this.sequence = sequence;
        this.labels = List.copyOf(labels);
        this.patchTargets = List.copyOf(patchTargets);
        this.patches = patches;
        this.picture = picture;
    }

    /**
     * @param patchTargets targets of the patch-level auxiliary loss
     */
    static EncodedSample of(
            LabelledTokens tokens,
            List<PatchGrid> images,
            List<PatchSupervision.Target> patchTargets,
            float[] patches) {
        return new EncodedSample(
                TokenSequence.of(tokens.ids(), images),
                Arrays.stream(tokens.labels()).boxed().toList(),
                patchTargets,
                patches,
                null);
    }

    /**
     * The same sample, known to show a picture as it is in its file.
     *
     * @param picture all samples of this file have the same patches
     */
    public EncodedSample showing(Path picture) {
        return new EncodedSample(sequence, labels, patchTargets, patches, picture);
    }

    /** Token ids and image grids. */
    public TokenSequence sequence() {
        return sequence;
    }

    /** The label of each token. */
    public List<Integer> labels() {
        return labels;
    }

    /** Targets of the patch-level auxiliary loss; empty if there are none. */
    public List<PatchSupervision.Target> patchTargets() {
        return patchTargets;
    }

    /** The patches of the images, float32 {@code [S, 1176]}; not a copy. */
    public float[] patches() {
        return patches;
    }

    /** The patches as a tensor on the CPU, {@code [S, width]}. */
    public Tensor patches(long width) {
        return Tensor.of(patches, patches.length / width, width);
    }

    /** The file of the picture, if the sample shows it unvaried: every sample of this file then has the same patches. */
    public Optional<Path> picture() {
        return Optional.ofNullable(picture);
    }

    /** The number of tokens that the loss counts: those with a label, without the first token of the sequence, which nothing predicts. */
    public int targets() {
        return (int) labels.stream()
                .skip(1)
                .filter(label -> label != LabelledTokens.IGNORED)
                .count();
    }
}
