package io.millsight.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;

/**
 * Directory of a TIFF structure, in a TIFF file or in the Exif block of another format (TIFF 6.0, section 2).
 *
 * @param values the first numbers of each tag
 * @param next offset of the following directory in the structure; 0 for none
 */
record TiffDirectory(Map<Integer, long[]> values, long next) {

    private static final int ORIENTATION = 0x0112;

    private static final int ENTRY_LENGTH = 12;
    private static final int VALUE_PLACE = 8;
    private static final int MAX_VALUES = 8;

    /** Length of a value in bytes by its type, from 1 to 12. */
    private static final int[] TYPE_LENGTHS = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int FLOAT = 11;
    private static final int DOUBLE = 12;

    /** Returns the offset of the first directory of a structure and sets the byte order. */
    static long first(ImageInputStream file, long start) throws IOException {
        file.seek(start);
        file.setByteOrder(file.readUnsignedByte() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        file.seek(start + Integer.BYTES);
        return file.readUnsignedInt();
    }

    /**
     * Reads a directory.
     *
     * @param start position of the structure in the file
     * @param offset position of the directory in the structure
     * @throws IIOException if it states more values than the file has bytes
     */
    static TiffDirectory read(ImageInputStream file, long start, long offset) throws IOException {
        file.seek(start + offset);
        int entries = file.readUnsignedShort();
        Map<Integer, long[]> values = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            long entry = start + offset + Short.BYTES + (long) i * ENTRY_LENGTH;
            file.seek(entry);
            int tag = file.readUnsignedShort();
            int type = file.readUnsignedShort();
            long count = file.readUnsignedInt();
            int length = type < TYPE_LENGTHS.length ? TYPE_LENGTHS[type] : 0;
            if (count * length > Integer.BYTES) {
                requireInside(file, count * length);
                file.seek(start + file.readUnsignedInt());
            } else {
                file.seek(entry + VALUE_PLACE);
            }
            values.putIfAbsent(tag, numbers(file, type, (int) Math.min(count, MAX_VALUES)));
        }
        file.seek(start + offset + Short.BYTES + (long) entries * ENTRY_LENGTH);
        return new TiffDirectory(values, file.readUnsignedInt());
    }

    /** Returns the first number of a tag, or a default value if the tag is missing. */
    long value(int tag, long otherwise) {
        long[] numbers = values.getOrDefault(tag, new long[0]);
        return numbers.length == 0 ? otherwise : numbers[0];
    }

    /** Returns the largest number of a tag, or a default value if the tag is missing. */
    long largest(int tag, long otherwise) {
        long[] numbers = values.getOrDefault(tag, new long[0]);
        long largest = numbers.length == 0 ? otherwise : numbers[0];
        for (long number : numbers) {
            largest = Math.max(largest, number);
        }
        return largest;
    }

    ExifOrientation orientation() {
        return ExifOrientation.of(value(ORIENTATION, 1));
    }

    private static void requireInside(ImageInputStream file, long bytes) throws IOException {
        if (file.length() >= 0 && bytes > file.length()) {
            throw new IIOException("it claims more values than the file has bytes");
        }
    }

    private static long[] numbers(ImageInputStream file, int type, int count) throws IOException {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BYTE -> numbers[i] = file.readUnsignedByte();
                case SHORT -> numbers[i] = file.readUnsignedShort();
                case LONG -> numbers[i] = file.readUnsignedInt();
                case FLOAT -> numbers[i] = (long) file.readFloat();
                case DOUBLE -> numbers[i] = (long) file.readDouble();
                default -> {
                    return new long[0]; // text or fractions, which are not needed
                }
            }
        }
        return numbers;
    }
}
