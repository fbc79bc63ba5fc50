package io.millsight.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds small PNG files, chunk by chunk. */
final class PngBytes {

    static final int GREY = 0;
    static final int RGB = 2;
    static final int GREY_ALPHA = 4;

    private static final int MAX_DATA = 4096;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    PngBytes(int width, int height, int depth, int colourType) {
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) depth)
                        .put((byte) colourType)
                        .array());
    }

    PngBytes chunk(String type, byte... content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        file.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
        file.writeBytes(name);
        file.writeBytes(content);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array());
        return this;
    }

    /** Adds rows of 16-bit samples. */
    PngBytes deep(int height, int... samples) {
        int row = samples.length / height;
        ByteBuffer data = ByteBuffer.allocate(samples.length * Short.BYTES + height);
        for (int i = 0; i < samples.length; i++) {
            if (i % row == 0) {
                data.put((byte) 0); // no filter
            }
            data.putShort((short) samples[i]);
        }
        return data(data.array());
    }

    /** Adds rows of 8-bit samples. */
    PngBytes bytes(int height, int... samples) {
        int row = samples.length / height;
        ByteBuffer data = ByteBuffer.allocate(samples.length + height);
        for (int i = 0; i < samples.length; i++) {
            if (i % row == 0) {
                data.put((byte) 0);
            }
            data.put((byte) samples[i]);
        }
        return data(data.array());
    }

    private PngBytes data(byte[] rows) {
        Deflater deflater = new Deflater();
        deflater.setInput(rows);
        deflater.finish();
        byte[] packed = new byte[MAX_DATA];
        int length = deflater.deflate(packed);
        deflater.end();
        return chunk("IDAT", Arrays.copyOf(packed, length));
    }

    byte[] end() {
        chunk("IEND");
        return file.toByteArray();
    }
}
