package io.millsight.qwen.text;

import io.millsight.qwen.image.PatchGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * The three positions of each token of one sample (temporal, height, width), as multimodal rotary embeddings want them.
 *
 * <p>Text counts on, alike on all axes. The tokens of an image share one temporal position and spread over height and width from there;
 * the text behind it goes on after the longer side.
 *
 * @param temporal for each token
 * @param height for each token
 * @param width for each token
 * @param next the position of the next token of text, on all axes
 */
public record PositionIds(List<Integer> temporal, List<Integer> height, List<Integer> width, int next) {

    static final int AXES = 3;

    /**
     * Numbers a sample.
     *
     * @throws IllegalArgumentException if the placeholders are not those of the images
     */
    static PositionIds of(TokenSequence sequence, int imageToken, int mergeSize) {
        List<Integer> temporal = new ArrayList<>();
        List<Integer> height = new ArrayList<>();
        List<Integer> width = new ArrayList<>();
        int next = 0;
        int image = 0;
        int i = 0;
        while (i < sequence.length()) {
            if (sequence.tokens().get(i) != imageToken) {
                temporal.add(next);
                height.add(next);
                width.add(next);
                next++;
                i++;
                continue;
            }
            PatchGrid grid = imageAt(sequence, i, image++, imageToken, mergeSize);
            int rows = grid.height() / mergeSize;
            int columns = grid.width() / mergeSize;
            for (int k = 0; k < rows * columns; k++) {
                temporal.add(next);
                height.add(next + k / columns);
                width.add(next + k % columns);
            }
            next += Math.max(rows, columns);
            i += rows * columns;
        }
        if (image != sequence.images().size()) {
            throw new IllegalArgumentException("the text has placeholders for " + image + " images, but there are "
                    + sequence.images().size());
        }
        return new PositionIds(temporal, height, width, next);
    }

    private static PatchGrid imageAt(TokenSequence sequence, int start, int image, int imageToken, int mergeSize) {
        if (image >= sequence.images().size()) {
            throw new IllegalArgumentException("the text has placeholders for more images than the "
                    + sequence.images().size() + " given");
        }
        PatchGrid grid = sequence.images().get(image);
        int tokens = grid.tokens(mergeSize);
        for (int k = 0; k < tokens; k++) {
            if (start + k >= sequence.length() || sequence.tokens().get(start + k) != imageToken) {
                throw new IllegalArgumentException(
                        "image " + (image + 1) + " takes " + tokens + " tokens, but has only " + k + " placeholders");
            }
        }
        return grid;
    }

    int axis(int axis, int token) {
        return switch (axis) {
            case 0 -> temporal.get(token);
            case 1 -> height.get(token);
            default -> width.get(token);
        };
    }
}
