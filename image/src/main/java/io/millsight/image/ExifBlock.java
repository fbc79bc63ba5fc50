package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;

/** Reads the Exif block of a JPEG, PNG or WebP file: a TIFF structure, in some files after a signature. */
final class ExifBlock {

    private static final byte[] SIGNATURE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private ExifBlock() {}

    /** Returns whether the Exif signature stands at this position. Other JPEG segments use the same marker. */
    static boolean isAt(ImageInputStream file, long start) throws IOException {
        byte[] found = new byte[SIGNATURE.length];
        file.seek(start);
        return file.read(found) == found.length && Arrays.equals(found, SIGNATURE);
    }

    /**
     * Returns the orientation in the block. Returns upright if there is none or the block is damaged, because the
     * pixels may still be readable.
     */
    static ExifOrientation orientation(ImageInputStream file, long start) throws IOException {
        ByteOrder order = file.getByteOrder();
        try {
            long structure = isAt(file, start) ? start + SIGNATURE.length : start;
            return TiffDirectory.read(file, structure, TiffDirectory.first(file, structure))
                    .orientation();
        } catch (EOFException | IIOException | IndexOutOfBoundsException e) {
            return ExifOrientation.UPRIGHT;
        } finally {
            file.setByteOrder(order);
        }
    }
}
