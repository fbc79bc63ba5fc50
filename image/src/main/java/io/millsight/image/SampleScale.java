package io.millsight.image;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Brings the samples of one image to values from 0 to 255, by a table. */
final class SampleScale {

    private final byte[] table;

    private SampleScale(byte[] table) {
        this.table = table;
    }

    /**
     * The scale of an image.
     *
     * @param colours channels without alpha
     * @param range of the samples, as far as the file states it
     */
    static SampleScale of(Raster raster, int colours, SampleRange range) {
        return switch (raster.getTransferType()) {
            case DataBuffer.TYPE_BYTE -> bytes(range);
            case DataBuffer.TYPE_USHORT -> deep(raster, colours, range);
            default ->
                throw new InvalidImageException("an image with samples of more than 16 bits, or with signed or"
                        + " floating-point samples, is not read; save it with samples of 8 or 16 bits");
        };
    }

    byte toByte(int sample) {
        return table[sample];
    }

    /** Eight bits stay as they are; fewer, of which the file says how many, are scaled. */
    private static SampleScale bytes(SampleRange range) {
        int bits = Math.min(range.depth(), Byte.SIZE);
        return of(Byte.SIZE, bits, range.whiteIsZero() && bits < Byte.SIZE);
    }

    private static SampleScale deep(Raster raster, int colours, SampleRange range) {
        int bits = range.bits(largest(raster, colours, range.whiteIsZero()));
        return colours == 1 || bits < Short.SIZE ? of(Short.SIZE, bits, range.whiteIsZero()) : upperByte();
    }

    /** The largest sample of a colour as the file counts. */
    private static int largest(Raster raster, int colours, boolean inverted) {
        int bands = raster.getNumBands();
        int[] row = new int[raster.getWidth() * bands];
        int inversion = inverted ? 0xffff : 0;
        int largest = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += bands) {
                for (int channel = at; channel < at + colours; channel++) {
                    largest = Math.max(largest, row[channel] ^ inversion);
                }
            }
        }
        return largest;
    }

    /**
     * A table.
     *
     * @param container bits of the samples that come
     * @param bits of them that count
     * @param inverted whether the samples were turned within their container, and so have to be turned back and turned within these bits
     */
    private static SampleScale of(int container, int bits, boolean inverted) {
        int last = (1 << container) - 1;
        int white = (1 << bits) - 1;
        byte[] table = new byte[last + 1];
        for (int sample = 0; sample <= last; sample++) {
            int value = Math.min(inverted ? last - sample : sample, white);
            value = inverted ? white - value : value;
            table[sample] = (byte) ((2 * 255 * value + white) / (2 * white));
        }
        return new SampleScale(table);
    }

    private static SampleScale upperByte() {
        byte[] table = new byte[1 << Short.SIZE];
        for (int sample = 0; sample < table.length; sample++) {
            table[sample] = (byte) (sample >> Byte.SIZE);
        }
        return new SampleScale(table);
    }
}
