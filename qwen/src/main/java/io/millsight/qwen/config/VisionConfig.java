package io.millsight.qwen.config;

import java.util.List;

/**
 * The shape of the vision tower. The messages of refused values name the keys of config.json's {@code vision_config}.
 *
 * @param depth number of blocks
 * @param hiddenSize width of a patch inside the tower
 * @param intermediateSize width of the MLP
 * @param heads attention heads
 * @param patchSize side of a patch, in pixels
 * @param spatialMergeSize side of the square of patches that becomes one token of the language model
 * @param temporalPatchSize frames in a patch; a still image is repeated to fill them
 * @param windowSize side of an attention window, in pixels
 * @param fullAttentionBlocks the blocks that attend over the whole image instead of windows
 * @param outHiddenSize width of the tokens handed to the language model
 * @param tokensPerSecond of videos; kept to be written back
 * @param ropeTheta base of the rotary frequencies
 */
public record VisionConfig(
        int depth,
        int hiddenSize,
        int intermediateSize,
        int heads,
        int patchSize,
        int spatialMergeSize,
        int temporalPatchSize,
        int windowSize,
        List<Integer> fullAttentionBlocks,
        int outHiddenSize,
        int tokensPerSecond,
        double ropeTheta) {

    /** Red, green and blue. */
    public static final int CHANNELS = 3;

    /** Of every normalisation in the tower: a constant of the architecture, not a setting. */
    public static final double RMS_NORM_EPSILON = 1e-6;

    // The published models have 14, 2, 2 and 112; beyond these the products of two of them leave an int.
    private static final int LARGEST_PATCH = 256;
    private static final int LARGEST_MERGE = 16;
    private static final int MOST_FRAMES = 16;
    private static final int LARGEST_WINDOW = 1 << 16;

    public VisionConfig {
        Require.positive("vision_config.depth", depth);
        Require.positive("vision_config.hidden_size", hiddenSize);
        Require.positive("vision_config.intermediate_size", intermediateSize);
        Require.positive("vision_config.num_heads", heads);
        Require.positive("vision_config.patch_size", patchSize, LARGEST_PATCH);
        Require.positive("vision_config.spatial_merge_size", spatialMergeSize, LARGEST_MERGE);
        Require.positive("vision_config.temporal_patch_size", temporalPatchSize, MOST_FRAMES);
        Require.positive("vision_config.window_size", windowSize, LARGEST_WINDOW);
        Require.positive("vision_config.out_hidden_size", outHiddenSize);
        Require.positive("vision_config.tokens_per_second", tokensPerSecond);
        Require.positive("vision_config.rope_theta", ropeTheta);
        Require.divides("vision_config.num_heads", heads, "vision_config.hidden_size", hiddenSize);
        fullAttentionBlocks = List.copyOf(fullAttentionBlocks);
        if (hiddenSize / heads % 4 != 0) {
            throw new IllegalArgumentException("vision_config.hidden_size / num_heads is " + hiddenSize / heads
                    + ", but a head must be a multiple of 4 wide: two axes, two halves");
        }
        if (windowSize / spatialMergeSize / patchSize < 1) {
            throw new IllegalArgumentException("vision_config.window_size " + windowSize
                    + " is smaller than one token of " + patchSize * spatialMergeSize + " pixels");
        }
        for (int block : fullAttentionBlocks) {
            if (block < 0 || block >= depth) {
                throw new IllegalArgumentException("vision_config.fullatt_block_indexes names block " + block
                        + ", but there are only " + depth + " blocks");
            }
        }
    }

    /** Width of one attention head. */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** Values in one patch: channels x frames x rows x columns. */
    public int patchValues() {
        return CHANNELS * temporalPatchSize * patchSize * patchSize;
    }

    /** Width of the merged patches that the merger takes in. */
    public int mergedSize() {
        return hiddenSize * spatialMergeSize * spatialMergeSize;
    }
}
