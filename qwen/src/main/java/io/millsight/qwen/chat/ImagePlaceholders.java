package io.millsight.qwen.chat;

import io.millsight.qwen.config.SpecialToken;

/**
 * Repeats each image placeholder of a text as often as its image has tokens. Pieces of one conversation are expanded in reading order, so
 * that the n-th placeholder meets the n-th image.
 */
final class ImagePlaceholders {

    private static final String PLACEHOLDER = SpecialToken.IMAGE_PAD.text();

    private final int[] tokensPerImage;
    private int next;

    ImagePlaceholders(int[] tokensPerImage) {
        this.tokensPerImage = tokensPerImage.clone();
    }

    String expand(String text) {
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(PLACEHOLDER); at >= 0; at = text.indexOf(PLACEHOLDER, from)) {
            if (next == tokensPerImage.length) {
                throw new IllegalArgumentException(
                        "the messages show more images than the " + tokensPerImage.length + " that are given");
            }
            expanded.append(text, from, at).append(PLACEHOLDER.repeat(tokensPerImage[next++]));
            from = at + PLACEHOLDER.length();
        }
        return expanded.append(text, from, text.length()).toString();
    }

    void requireAllUsed() {
        if (next != tokensPerImage.length) {
            throw new IllegalArgumentException(
                    "the messages show " + next + " images, but " + tokensPerImage.length + " are given");
        }
    }
}
