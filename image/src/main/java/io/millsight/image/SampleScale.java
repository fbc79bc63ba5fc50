package io.millsight.image;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Table that converts the samples of one image to values from 0 to 255. */
final class SampleScale {

    private final byte[] table;

    private SampleScale(byte[] table) {
        this.table = table;
    }

    /**
     * Returns the table for an image.
     *
     * @param colours number of channels without alpha
     * @param range range of the samples as stated in the file
     * @throws InvalidImageException without the file's name, if the samples are neither bytes nor unsigned 16-bit
     *     numbers
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

    /** Keeps eight bits unchanged. Scales fewer bits, if the file states their number. */
    private static SampleScale bytes(SampleRange range) {
        int bits = Math.min(range.depth(), Byte.SIZE);
        return of(Byte.SIZE, bits, range.whiteIsZero() && bits < Byte.SIZE);
    }

    private static SampleScale deep(Raster raster, int colours, SampleRange range) {
        int bits = range.bits(largest(raster, colours, range.whiteIsZero()));
        return colours == 1 || bits < Short.SIZE ? of(Short.SIZE, bits, range.whiteIsZero()) : upperByte();
    }

    /** Returns the largest colour sample, counted as in the file. */
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
     * Returns a table.
     *
     * @param container bits of a decoded sample
     * @param bits number of significant bits
     * @param inverted whether the decoder inverted the samples within the container. They are inverted back and then
     *     inverted within the significant bits
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
