package io.millsight.qwen.text;

import io.millsight.qwen.image.PatchGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of one sample. Each image is a row of placeholders, one for each of its tokens.
 *
 * @param tokens ids, with repeated placeholders
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

    /** Returns the number of tokens. */
    public int length() {
        return tokens.size();
    }

    /**
     * Returns the places of all image tokens in the sequence, in rising order.
     *
     * @param imageToken the id of the placeholder
     */
    public List<Integer> imagePlaces(int imageToken) {
        return IntStream.range(0, tokens.size())
                .filter(i -> tokens.get(i) == imageToken)
                .boxed()
                .toList();
    }

    /** Returns the sequence with more tokens of text at its end. */
    TokenSequence followedBy(List<Integer> text) {
        List<Integer> all = new ArrayList<>(tokens);
        all.addAll(text);
        return new TokenSequence(all, images);
    }
}
