package io.millsight.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Builds small uncompressed TIFF files, tag by tag. */
final class TiffBytes {

    static final int SUBFILE_TYPE = 254;
    static final int BITS = 258;
    static final int PHOTOMETRIC = 262;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int LARGEST = 341;

    private static final int WIDTH = 256;
    private static final int LENGTH = 257;
    private static final int COMPRESSION = 259;
    private static final int OFFSETS = 273;
    private static final int ROWS = 278;
    private static final int COUNTS = 279;
    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final int width;
    private final int height;
    private final ByteOrder order;
    private final Map<Integer, int[]> tags = new TreeMap<>();

    TiffBytes(int width, int height, ByteOrder order) {
        this.width = width;
        this.height = height;
        this.order = order;
        with(BITS, 8).with(PHOTOMETRIC, 1).with(SAMPLES, 1).with(COMPRESSION, 1);
    }

    TiffBytes with(int tag, int... values) {
        tags.put(tag, values);
        return this;
    }

    /**
     * Returns a file of one page. Samples are packed from the most significant bit; 16-bit samples use the byte order
     * of the file.
     */
    byte[] of(int... samples) {
        return of(1, samples);
    }

    /** Returns a file of several equal pages. */
    byte[] of(int pages, int[] samples) {
        byte[] pixels = pack(samples);
        with(WIDTH, width)
                .with(LENGTH, height)
                .with(OFFSETS, 0)
                .with(ROWS, height)
                .with(COUNTS, pixels.length);
        int directory = Short.BYTES + tags.size() * ENTRY + Integer.BYTES;
        int extra = tags.values().stream()
                .mapToInt(values -> values.length > 2 ? values.length * Short.BYTES : 0)
                .sum();
        int page = directory + extra + pixels.length;
        page += page % 2;
        ByteBuffer file = ByteBuffer.allocate(HEADER + pages * page).order(order);
        file.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(file.get(0));
        file.putShort((short) 42).putInt(HEADER);
        for (int i = 0; i < pages; i++) {
            int start = HEADER + i * page;
            tags.put(OFFSETS, new int[] {start + directory + extra});
            writePage(file, start, directory, i + 1 < pages ? start + page : 0);
            file.position(start + directory + extra).put(pixels);
        }
        return file.array();
    }

    private void writePage(ByteBuffer file, int start, int directory, int next) {
        file.position(start).putShort((short) tags.size());
        int outside = start + directory;
        for (Map.Entry<Integer, int[]> tag : tags.entrySet()) {
            int[] values = tag.getValue();
            boolean isLong = tag.getKey() == OFFSETS || tag.getKey() == COUNTS;
            file.putShort((short) (int) tag.getKey())
                    .putShort((short) (isLong ? LONG : SHORT))
                    .putInt(values.length);
            if (isLong) {
                file.putInt(values[0]);
            } else if (values.length <= 2) {
                file.putShort((short) values[0]).putShort((short) (values.length > 1 ? values[1] : 0));
            } else {
                file.putInt(outside);
                for (int value : values) {
                    file.putShort(outside, (short) value);
                    outside += Short.BYTES;
                }
            }
        }
        file.putInt(next);
    }

    private byte[] pack(int[] samples) {
        int bits = Objects.requireNonNull(tags.get(BITS))[0];
        if (bits == Short.SIZE) {
            ByteBuffer words = ByteBuffer.allocate(samples.length * Short.BYTES).order(order);
            Arrays.stream(samples).forEach(sample -> words.putShort((short) sample));
            return words.array();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int row = samples.length / height;
        for (int start = 0; start < samples.length; start += row) {
            long held = 0;
            int count = 0;
            for (int i = start; i < start + row; i++) {
                held = (held << bits) | samples[i];
                count += bits;
                for (; count >= Byte.SIZE; count -= Byte.SIZE) {
                    bytes.write((int) (held >> (count - Byte.SIZE)));
                }
            }
            if (count > 0) {
                bytes.write((int) (held << (Byte.SIZE - count)));
            }
        }
        return bytes.toByteArray();
    }
}
