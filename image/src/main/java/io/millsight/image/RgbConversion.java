package io.millsight.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/**
 * Converts any buffered image to RGB bytes by the rules of Pillow, with which the models were trained: grey is
 * repeated, alpha is dropped without compositing, of 16-bit colours the upper byte is kept, and colour profiles are
 * ignored. Samples of another depth are converted by their {@link SampleRange}, which differs from Pillow.
 *
 * <p>{@link BufferedImage#getRGB} is not suitable, because it treats grey as linear light and brightens it.
 */
final class RgbConversion {

    private RgbConversion() {}

    /** Returns the pixels in the order row, column, channel. */
    static byte[] rgb(BufferedImage image, SampleRange range) {
        ColorModel model = image.getColorModel();
        if (model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            return CmykConversion.rgb(image.getRaster());
        }
        return hasPlainSamples(model) ? fromSamples(image, range) : fromColourModel(image);
    }

    private static boolean hasPlainSamples(ColorModel model) {
        int type = model.getColorSpace().getType();
        return model instanceof ComponentColorModel
                && (type == ColorSpace.TYPE_GRAY || (type == ColorSpace.TYPE_RGB && !model.isAlphaPremultiplied()));
    }

    private static byte[] fromSamples(BufferedImage image, SampleRange range) {
        Raster raster = image.getRaster();
        int colours = image.getColorModel().getNumColorComponents();
        SampleScale scale = SampleScale.of(raster, colours, range);
        int bands = raster.getNumBands();
        int width = image.getWidth();
        byte[] pixels = new byte[Math.multiplyExact(3 * width, image.getHeight())];
        int[] row = new int[width * bands];
        for (int y = 0, i = 0; y < image.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int at = 0; at < row.length; at += bands) {
                for (int channel = 0; channel < 3; channel++) {
                    pixels[i++] = scale.toByte(row[at + (colours == 1 ? 0 : channel)]);
                }
            }
        }
        return pixels;
    }

    /** Converts palettes, packed pixels and rare colour spaces. Here the conversion of the colour model is correct. */
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
