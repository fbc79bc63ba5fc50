package io.millsight.inspection;

import java.util.ArrayList;
import java.util.List;

/**
 * How many views go through the model together. What a pass needs of memory grows with their number and with the size of the pictures, so both are
 * limited. The limits do not depend on what memory is free: other passes may round otherwise, and an answer must not depend on what else is running.
 *
 * @param bytesPerToken of the keys and values of one token in all layers
 * @param newTokens the most that an answer gets
 */
record PassSize(long bytesPerToken, int newTokens) {

    /** The most views. */
    private static final int VIEWS = 96;

    /** The most tokens of prompts, padding included: as many as the largest single picture has under Qwen2.5-VL's own budget of pixels. */
    private static final long TOKENS = 16_384;

    /** The most bytes of keys and values: enough for 96 views of 200x200 pixels with 512 new tokens in a model of 7 billion parameters. */
    private static final long CACHE_BYTES = 4L << 30;

    /**
     * Divides prompts, in their order, into passes. A prompt that exceeds the limits has a pass to itself.
     *
     * @param lengths of the prompts in tokens
     * @return how many prompts each pass takes
     */
    List<Integer> passes(List<Integer> lengths) {
        List<Integer> passes = new ArrayList<>();
        int count = 0;
        int longest = 0;
        for (int length : lengths) {
            int longer = Math.max(longest, length);
            if (count > 0 && !fits(count + 1, longer)) {
                passes.add(count);
                count = 0;
                longer = length;
            }
            count++;
            longest = longer;
        }
        if (count > 0) {
            passes.add(count);
        }
        return passes;
    }

    /** All prompts of a pass are padded to the longest. */
    private boolean fits(int count, long longest) {
        return count <= VIEWS
                && count * longest <= TOKENS
                && count * (longest + newTokens) * bytesPerToken <= CACHE_BYTES;
    }
}
