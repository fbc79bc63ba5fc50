package io.millsight.qwen.text;

import io.millsight.qwen.image.PatchGrid;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of one sample, with a placeholder for each token that an image takes.
 *
 * @param tokens ids, placeholders already multiplied
 * @param images the images in the order of their placeholders
 */
public record TokenSequence(List<Integer> tokens, List<PatchGrid> images) {

    public TokenSequence {
        tokens = List.copyOf(tokens);
        images = List.copyOf(images);
    }

    public static TokenSequence of(int[] tokens, List<PatchGrid> images) {
        return new TokenSequence(Arrays.stream(tokens).boxed().toList(), images);
    }

    public int length() {
        return tokens.size();
    }
}
