package io.millsight.image;

import java.awt.image.BufferedImage;
import java.util.Objects;

/** Read-only RGB image with eight bits per channel. */
public final class RgbImage {

    private final int width;
    private final int height;
    private final byte[] pixels;

    /**
     * Creates an image without copying the pixels. The caller must not change the array afterwards.
     *
     * @param width width in pixels
     * @param height height in pixels
     * @param pixels unsigned bytes in the order row, column, channel (red, green, blue)
     */
    public RgbImage(int width, int height, byte[] pixels) {
        if (width <= 0 || height <= 0 || pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "an image of " + width + "x" + height + " does not have " + pixels.length + " bytes");
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public ImageSize size() {
        return new ImageSize(width, height);
    }

    /** Returns the pixels in the order row, column, channel. The array is not copied: do not write to it. */
    public byte[] pixels() {
        return pixels;
    }

    /** Returns the value of a channel (0 red, 1 green, 2 blue), from 0 to 255. */
    public int value(int x, int y, int channel) {
        return pixels[(y * width + x) * 3 + channel] & 0xff;
    }

    /**
     * Returns a copy of a part of the image.
     *
     * @throws IndexOutOfBoundsException if the part exceeds the image
     */
    public RgbImage part(int left, int top, ImageSize size) {
        Objects.checkFromIndexSize(left, size.width(), width);
        Objects.checkFromIndexSize(top, size.height(), height);
        byte[] copy = new byte[3 * size.width() * size.height()];
        for (int y = 0; y < size.height(); y++) {
            System.arraycopy(pixels, 3 * ((top + y) * width + left), copy, 3 * y * size.width(), 3 * size.width());
        }
        return new RgbImage(size.width(), size.height(), copy);
    }

    /**
     * Copies the colours of a buffered image. Grey is repeated; alpha is dropped, not composited.
     *
     * @throws InvalidImageException if the samples are neither bytes nor unsigned 16-bit numbers
     */
    public static RgbImage of(BufferedImage image) {
        return new RgbImage(image.getWidth(), image.getHeight(), RgbConversion.rgb(image, SampleRange.UNSTATED));
    }

    /** Returns a copy of type {@link BufferedImage#TYPE_INT_RGB} for drawing or writing. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                row[x] = ((pixels[i] & 0xff) << 16) | ((pixels[i + 1] & 0xff) << 8) | (pixels[i + 2] & 0xff);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }
}
