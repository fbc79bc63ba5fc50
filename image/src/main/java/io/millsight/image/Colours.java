package io.millsight.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * Any buffered image as red, green and blue bytes by the rules of Pillow, which the models were trained with: grey is repeated, alpha is
 * dropped without compositing, grey of sixteen bits clips at 255, colours of sixteen bits keep the upper byte, colour profiles are ignored.
 *
 * <p>{@link BufferedImage#getRGB} does not do: it takes grey for linear light and brightens it.
 */
final class Colours {

    private Colours() {}

    /** The pixels in the order row, column, channel. */
    static byte[] rgb(BufferedImage image) {
        return hasPlainSamples(image.getColorModel()) ? fromSamples(image) : fromColourModel(image);
    }

    private static boolean hasPlainSamples(ColorModel model) {
        int type = model.getColorSpace().getType();
        return model instanceof ComponentColorModel
                && !model.isAlphaPremultiplied()
                && (type == ColorSpace.TYPE_RGB || type == ColorSpace.TYPE_GRAY);
    }

    private static byte[] fromSamples(BufferedImage image) {
        Raster raster = image.getRaster();
        int colours = image.getColorModel().getNumColorComponents();
        boolean deep = raster.getTransferType() == DataBuffer.TYPE_USHORT;
        if (!deep && raster.getTransferType() != DataBuffer.TYPE_BYTE) {
            throw new UnsupportedOperationException("samples of more than 16 bits are not supported");
        }
        int bands = raster.getNumBands();
        int shift = deep && bands > 1 ? 8 : 0;
        int width = image.getWidth();
        byte[] pixels = new byte[Math.multiplyExact(3 * width, image.getHeight())];
        int[] row = new int[width * bands];
        for (int y = 0, i = 0; y < image.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int at = 0; at < row.length; at += bands) {
                for (int channel = 0; channel < 3; channel++) {
                    int sample = row[at + (colours == 1 ? 0 : channel)] >> shift;
                    pixels[i++] = (byte) Math.min(sample, 255);
                }
            }
        }
        return pixels;
    }

    /** Palettes, packed pixels and the rare colour spaces, where the colour model's own conversion is the right one. */
    private static byte[] fromColourModel(BufferedImage image) {
        int width = image.getWidth();
        byte[] pixels = new byte[Math.multiplyExact(3 * width, image.getHeight())];
        int[] row = new int[width];
        for (int y = 0, i = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int argb : row) {
                pixels[i++] = (byte) (argb >> 16);
                pixels[i++] = (byte) (argb >> 8);
                pixels[i++] = (byte) argb;
            }
        }
        return pixels;
    }
}
