package io.millsight.qwen.image;

/**
 * How many patches an image has in time, height and width: a row of {@code image_grid_thw}.
 *
 * @param time 1 for a still image
 * @param height in patches
 * @param width in patches
 */
public record PatchGrid(int time, int height, int width) {

    /** All patches of the image: P. */
    public int patches() {
        return time * height * width;
    }

    /** The tokens that the image has in the language model, each merged from a square of patches. */
    public int tokens(int mergeSize) {
        return patches() / (mergeSize * mergeSize);
    }
}
