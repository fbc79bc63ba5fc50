package io.millsight.image;

/** Width and height in pixels. */
public record ImageSize(int width, int height) {

    public ImageSize {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("an image cannot be " + width + "x" + height);
        }
    }

    /** Returns the number of pixels. */
    public long pixels() {
        return (long) width * height;
    }

    /** Returns the size after a quarter turn. */
    public ImageSize transposed() {
        return new ImageSize(/* width= */ height, /* height= */ width);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
