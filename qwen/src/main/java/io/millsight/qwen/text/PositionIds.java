package io.millsight.qwen.text;

import io.millsight.qwen.image.PatchGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * The temporal, height and width positions of the tokens of one sample, for multimodal rotary embeddings (M-RoPE).
 *
 * <p>A text token has the same position on all axes, one more than the token before it. The tokens of an image share one temporal position. Their
 * height and width positions count rows and columns from there. The text after an image continues after its longer side.
 *
 * @param temporal for each token
 * @param height for each token
 * @param width for each token
 * @param next the position of the next text token, on all axes
 */
record PositionIds(List<Integer> temporal, List<Integer> height, List<Integer> width, int next) {

    static final int AXES = 3;

    PositionIds {
        temporal = List.copyOf(temporal);
        height = List.copyOf(height);
        width = List.copyOf(width);
    }

    /**
     * Computes the positions of a sample.
     *
     * @throws IllegalArgumentException if the placeholders do not match the images
     */
    static PositionIds of(TokenSequence sequence, int imageToken, int mergeSize) {
        Builder positions = new Builder();
        List<Integer> places = sequence.imagePlaces(imageToken);
        int done = 0; // image tokens
        int image = 0;
        while (done < places.size()) {
            positions.text(places.get(done) - positions.size());
            PatchGrid grid = imageAt(sequence.images(), image++);
            int tokens = grid.tokens(mergeSize);
            requirePlaceholders(places.subList(done, places.size()), tokens, image);
            positions.image(grid.height() / mergeSize, grid.width() / mergeSize);
            done += tokens;
        }
        positions.text(sequence.length() - positions.size());
        if (image != sequence.images().size()) {
            throw new IllegalArgumentException("the text has placeholders for " + image + " images, but there are "
                    + sequence.images().size());
        }
        return positions.build();
    }

    private static PatchGrid imageAt(List<PatchGrid> images, int index) {
        if (index >= images.size()) {
            throw new IllegalArgumentException(
                    "the text has placeholders for more images than the " + images.size() + " given");
        }
        return images.get(index);
    }

    /** The placeholders of an image have to follow each other. */
    private static void requirePlaceholders(List<Integer> places, int tokens, int image) {
        int found = 0;
        while (found < Math.min(tokens, places.size()) && places.get(found) == places.get(0) + found) {
            found++;
        }
        if (found < tokens) {
            throw new IllegalArgumentException(
                    "image " + image + " takes " + tokens + " tokens, but has only " + found + " placeholders");
        }
    }

    /** Returns the positions with those of more text tokens at the end. */
    PositionIds followedBy(int textTokens) {
        Builder positions = new Builder();
        positions.temporal.addAll(temporal);
        positions.height.addAll(height);
        positions.width.addAll(width);
        positions.next = next;
        positions.text(textTokens);
        return positions.build();
    }

    /** Returns the positions of virtual tokens, and behind them those of this sample's tokens. */
    PositionIds behind(int virtualTokens, VirtualTokens.Positions rule) {
        Builder positions = new Builder();
        positions.text(virtualTokens);
        switch (rule) {
            case PEFT -> positions.text(temporal.size());
            case MROPE -> {
                for (int i = 0; i < temporal.size(); i++) {
                    positions.add(
                            virtualTokens + temporal.get(i),
                            virtualTokens + height.get(i),
                            virtualTokens + width.get(i));
                }
                positions.next = virtualTokens + next;
            }
        }
        return positions.build();
    }

    private static final class Builder {

        private final List<Integer> temporal = new ArrayList<>();
        private final List<Integer> height = new ArrayList<>();
        private final List<Integer> width = new ArrayList<>();
        private int next;

        int size() {
            return temporal.size();
        }

        void text(int tokens) {
            for (int i = 0; i < tokens; i++) {
                add(next, next, next);
                next++;
            }
        }

        void image(int rows, int columns) {
            for (int i = 0; i < rows * columns; i++) {
                add(next, next + i / columns, next + i % columns);
            }
            next += Math.max(rows, columns);
        }

        private void add(int time, int row, int column) {
            temporal.add(time);
            height.add(row);
            width.add(column);
        }

        PositionIds build() {
            return new PositionIds(temporal, height, width, next);
        }
    }

    int axis(int axis, int token) {
        return switch (axis) {
            case 0 -> temporal.get(token);
            case 1 -> height.get(token);
            default -> width.get(token);
        };
    }
}
