package io.millsight.qwen.config;

import java.util.List;

/**
 * The shape of the language model. The messages of refused values name the keys of config.json.
 *
 * @param vocabularySize rows of the embedding; may exceed the number of real tokens
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the MLP
 * @param layers number of decoder layers
 * @param queryHeads attention heads
 * @param keyValueHeads key and value heads, each shared by {@code queryHeads / keyValueHeads} query heads
 * @param rmsNormEpsilon of every normalisation in the language model
 * @param ropeTheta base of the rotary frequencies
 * @param mropeSection how many frequencies turn with the temporal, the height and the width position; sum is half a head
 * @param maxPositionEmbeddings the longest sequence that the model was made for, in tokens
 * @param tiedEmbeddings whether the output head shares the embedding's weights
 * @param initializerRange standard deviation of freshly initialised weights
 */
public record TextConfig(
        int vocabularySize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int queryHeads,
        int keyValueHeads,
        double rmsNormEpsilon,
        double ropeTheta,
        List<Integer> mropeSection,
        int maxPositionEmbeddings,
        boolean tiedEmbeddings,
        double initializerRange) {

    public TextConfig {
        Require.positive("vocab_size", vocabularySize);
        Require.positive("hidden_size", hiddenSize);
        Require.positive("intermediate_size", intermediateSize);
        Require.positive("num_hidden_layers", layers);
        Require.positive("num_attention_heads", queryHeads);
        Require.positive("num_key_value_heads", keyValueHeads);
        Require.positive("rms_norm_eps", rmsNormEpsilon);
        Require.positive("rope_theta", ropeTheta);
        Require.positive("max_position_embeddings", maxPositionEmbeddings);
        Require.positive("initializer_range", initializerRange);
        Require.divides("num_attention_heads", queryHeads, "hidden_size", hiddenSize);
        Require.divides("num_key_value_heads", keyValueHeads, "num_attention_heads", queryHeads);
        mropeSection = List.copyOf(mropeSection);
        int headSize = hiddenSize / queryHeads;
        long frequencies = mropeSection.stream().mapToLong(Integer::longValue).sum();
        if (mropeSection.size() != 3 || mropeSection.stream().anyMatch(section -> section < 0)) {
            throw new IllegalArgumentException(
                    "mrope_section " + mropeSection + " must be three sizes that are not negative");
        }
        if (2 * frequencies != headSize) {
            throw new IllegalArgumentException("mrope_section " + mropeSection
                    + " must add up to half the head size of " + headSize + " (hidden_size / num_attention_heads)");
        }
    }

    /** Width of one attention head. */
    public int headSize() {
        return hiddenSize / queryHeads;
    }

    /** The same shape with an output head of its own. */
    TextConfig withHead() {
        return new TextConfig(
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                queryHeads,
                keyValueHeads,
                rmsNormEpsilon,
                ropeTheta,
                mropeSection,
                maxPositionEmbeddings,
                false,
                initializerRange);
    }
}
