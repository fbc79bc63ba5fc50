package io.millsight.inspection;

import java.util.ArrayList;
import java.util.List;

/**
 * Limits the number of views in one batch. The memory of a batch grows with the number of views and with their size. The limits do not depend on the
 * free memory: another batch size can round differently, and an answer must not depend on what else is running.
 *
 * @param bytesPerToken the size of the keys and values of one token in all layers
 * @param newTokens the most tokens of an answer
 */
record BatchLimits(long bytesPerToken, int newTokens) {

    private static final int MOST_VIEWS = 96;

    /** The most prompt tokens of a batch, padding included: the tokens of the largest image in Qwen2.5-VL's own pixel budget. */
    private static final long MOST_TOKENS = 16_384;

    /** The most bytes of keys and values: enough for 89 views of 200x200 pixels and 512 new tokens with a model of 3 billion parameters. */
    private static final long MOST_CACHE_BYTES = 4L << 30;

    /**
     * Divides prompts into batches. A prompt that exceeds the limits alone forms a batch of its own.
     *
     * @param lengths of the prompts in tokens, in their order
     * @return the number of prompts in each batch
     */
    List<Integer> batchSizes(List<Integer> lengths) {
        List<Integer> sizes = new ArrayList<>();
        int count = 0;
        int longest = 0;
        for (int length : lengths) {
            int longer = Math.max(longest, length);
            if (count > 0 && !fits(count + 1, longer)) {
                sizes.add(count);
                count = 0;
                longer = length;
            }
            count++;
            longest = longer;
        }
        if (count > 0) {
            sizes.add(count);
        }
        return sizes;
    }

    /** All prompts of a batch are padded to the longest. */
    private boolean fits(int count, long longest) {
        return count <= MOST_VIEWS
                && count * longest <= MOST_TOKENS
                && count * (longest + newTokens) * bytesPerToken <= MOST_CACHE_BYTES;
    }
}
