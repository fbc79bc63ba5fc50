package io.millsight.image;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Converts cyan, magenta, yellow and black to RGB by Pillow's formula, without a colour profile. */
final class CmykConversion {

    private static final int INKS = 4;
    private static final int CENTRE = 128; // zero of a chrominance value
    private static final int FRACTION = 16; // fraction bits of libjpeg's fixed-point numbers
    private static final int HALF = 1 << (FRACTION - 1);

    private CmykConversion() {}

    /** Converts inks that are not inverted. Of 16-bit samples, the upper byte is used. Further channels are dropped. */
    static byte[] rgb(Raster inks) {
        int shift = inks.getTransferType() == DataBuffer.TYPE_USHORT ? Byte.SIZE : 0;
        return convert(inks, (row, at) -> {
            for (int i = at; i < at + INKS; i++) {
                row[i] >>= shift;
            }
        });
    }

    /** Converts the inverted inks that a JPEG stores. */
    static byte[] rgb(Raster stored, JpegInkEncoding inks) {
        return convert(stored, (row, at) -> {
            if (inks == JpegInkEncoding.LUMINANCE_AND_BLACK) {
                fromLuminance(row, at);
            } else {
                row[at] = 255 - row[at];
                row[at + 1] = 255 - row[at + 1];
                row[at + 2] = 255 - row[at + 2];
            }
            row[at + INKS - 1] = 255 - row[at + INKS - 1];
        });
    }

    /** Converts the stored values of one pixel to inks that are not inverted. */
    @FunctionalInterface
    private interface Pixel {
        void prepare(int[] row, int at);
    }

    private static byte[] convert(Raster raster, Pixel pixel) {
        int bands = raster.getNumBands();
        int width = raster.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(3 * width, raster.getHeight())];
        int[] row = new int[width * bands];
        for (int y = 0, i = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int at = 0; at < row.length; at += bands) {
                pixel.prepare(row, at);
                int white = 255 - row[at + INKS - 1];
                for (int ink = at; ink < at + INKS - 1; ink++) {
                    rgb[i++] = (byte) Math.max(0, white - product(row[ink], white));
                }
            }
        }
        return rgb;
    }

    /** Returns the rounded product of two fractions of 255. */
    private static int product(int a, int b) {
        int scaled = a * b + CENTRE;
        return ((scaled >> 8) + scaled) >> 8;
    }

    /**
     * Converts YCC to the first three inks. The inverted inks take the place of red, green and blue in libjpeg's
     * conversion.
     */
    private static void fromLuminance(int[] row, int at) {
        int luminance = row[at];
        int blue = row[at + 1] - CENTRE;
        int red = row[at + 2] - CENTRE;
        row[at] = clamp(luminance + ((fixed(1.402) * red + HALF) >> FRACTION));
        row[at + 1] = clamp(luminance + ((-fixed(0.34414) * blue - fixed(0.71414) * red + HALF) >> FRACTION));
        row[at + 2] = clamp(luminance + ((fixed(1.772) * blue + HALF) >> FRACTION));
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << FRACTION) + 0.5);
    }

    private static int clamp(int value) {
        return Math.min(Math.max(value, 0), 255);
    }
}
