package io.millsight.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** How a camera was held, by the numbers of the Exif standard (tag 0x0112), and the turn that makes its picture upright. */
enum ExifOrientation {
    UPRIGHT,
    MIRRORED,
    UPSIDE_DOWN,
    FLIPPED,
    TRANSPOSED,
    TURNED_LEFT,
    TRANSVERSED,
    TURNED_RIGHT;

    private static final int TAG = 0x0112;
    private static final int ENTRY_LENGTH = 12;
    private static final int APP1 = 0xe1;
    private static final int START_OF_SCAN = 0xda;
    private static final byte[] SIGNATURE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    /** The orientation that a JPEG file names; upright if it names none or if its metadata is broken. */
    static ExifOrientation of(byte[] jpeg) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(jpeg);
            bytes.getShort(); // start of image
            while (true) {
                int marker = bytes.getShort() & 0xff;
                int length = (bytes.getShort() & 0xffff) - Short.BYTES;
                if (marker == START_OF_SCAN || length < 0) {
                    return UPRIGHT;
                }
                ByteBuffer segment = bytes.slice(bytes.position(), Math.min(length, bytes.remaining()));
                if (marker == APP1 && startsWithSignature(segment)) {
                    return fromTiff(segment.slice(SIGNATURE.length, segment.limit() - SIGNATURE.length));
                }
                bytes.position(bytes.position() + length);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return UPRIGHT;
        }
    }

    /** Whether width and height change places. */
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

    /** Which pixel of a stored image of this size comes to a place of the upright one. */
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

    private static boolean startsWithSignature(ByteBuffer segment) {
        return segment.limit() >= SIGNATURE.length
                && segment.slice(0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
    }

    private static ExifOrientation fromTiff(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + Short.BYTES + i * ENTRY_LENGTH;
            if ((tiff.getShort(entry) & 0xffff) == TAG) {
                int number = tiff.getShort(entry + 8);
                return number >= 1 && number <= values().length ? values()[number - 1] : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
