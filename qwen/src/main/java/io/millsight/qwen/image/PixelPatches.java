package io.millsight.qwen.image;

import io.millsight.image.ImageSize;

/** An image as the vision tower takes it in: P patches of C channels x F frames x S rows x S columns, normalised. */
public final class PixelPatches {

    private final float[] values;
    private final PatchGrid grid;
    private final ImageSize resized;
    private final int tokens;

    PixelPatches(float[] values, PatchGrid grid, ImageSize resized, int tokens) {
        this.values = values;
        this.grid = grid;
        this.resized = resized;
        this.tokens = tokens;
    }

    /**
     * The values [P, C*F*S*S], row-major; not a copy, so only to be read. The patches that merge into one token lie together, these groups
     * in reading order.
     */
    public float[] values() {
        return values;
    }

    public PatchGrid grid() {
        return grid;
    }

    /** The size in pixels to which the image was brought before it was cut: the frame of the model's coordinates. */
    public ImageSize resized() {
        return resized;
    }

    /** The tokens that the image has in the language model. */
    public int tokens() {
        return tokens;
    }
}
