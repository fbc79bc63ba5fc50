package io.millsight.image;

/** Orientation of the camera by its Exif number (tag 0x0112), and the transformation that makes the image upright. */
enum ExifOrientation {
    UPRIGHT,
    MIRRORED,
    UPSIDE_DOWN,
    FLIPPED,
    TRANSPOSED,
    TURNED_LEFT,
    TRANSVERSED,
    TURNED_RIGHT;

    /** Returns the orientation with this number, or upright for an unknown number. */
    static ExifOrientation of(long number) {
        return number >= 1 && number <= values().length ? values()[(int) number - 1] : UPRIGHT;
    }

    /** Returns whether the transformation exchanges width and height. */
    boolean swapsAxes() {
        return switch (this) {
            case UPRIGHT, MIRRORED, UPSIDE_DOWN, FLIPPED -> false;
            case TRANSPOSED, TURNED_LEFT, TRANSVERSED, TURNED_RIGHT -> true;
        };
    }

    RgbImage applyTo(RgbImage image) {
        if (this == UPRIGHT) {
            return image;
        }
        int width = swapsAxes() ? image.height() : image.width();
        int height = swapsAxes() ? image.width() : image.height();
        byte[] source = image.pixels();
        byte[] pixels = new byte[source.length];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                System.arraycopy(source, 3 * sourceIndex(x, y, image.width(), image.height()), pixels, i, 3);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /**
     * Returns the index of the stored pixel that belongs to a position of the upright image. Width and height are those
     * of the stored image.
     */
    private int sourceIndex(int x, int y, int width, int height) {
        return switch (this) {
            case UPRIGHT -> y * width + x;
            case MIRRORED -> y * width + width - 1 - x;
            case UPSIDE_DOWN -> (height - 1 - y) * width + width - 1 - x;
            case FLIPPED -> (height - 1 - y) * width + x;
            case TRANSPOSED -> x * width + y;
            case TURNED_LEFT -> (height - 1 - x) * width + y;
            case TRANSVERSED -> (height - 1 - x) * width + width - 1 - y;
            case TURNED_RIGHT -> x * width + width - 1 - y;
        };
    }
}
