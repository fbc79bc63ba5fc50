package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * Limits the number of scans of a JPEG file. For each scan the decoder visits all pixels again, so a small file with
 * many repeated scans could cause hours of work. A progressive photograph has about ten scans.
 */
final class JpegScans {

    /** Limit of libtiff. */
    static final int MAX_SCANS = 100;

    /** Limit of pixels times scans: about ten seconds of work. */
    static final long MAX_WORK = 2_000_000_000;

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;

    private JpegScans() {}

    /**
     * Refuses a file with too many scans.
     *
     * @throws InvalidImageException without the file's name
     */
    static void requireFew(ImageInputStream file, ImageSize size) throws IOException {
        long most = Math.min(MAX_SCANS, MAX_WORK / size.pixels());
        if (count(file, most) > most) {
            throw new InvalidImageException("a JPEG of " + size + " pixels in more than " + most
                    + " scans is not read, because decoding takes too long; save it as PNG");
        }
    }

    /** Counts the scans. Stops when there are more than the limit. */
    private static int count(ImageInputStream file, long most) throws IOException {
        int scans = 0;
        file.seek(0);
        try {
            while (scans <= most) {
                int marker = nextMarker(file);
                if (marker == END_OF_IMAGE) {
                    return scans;
                }
                if (marker == START_OF_IMAGE) {
                    continue;
                }
                scans += marker == START_OF_SCAN ? 1 : 0;
                int high = file.readUnsignedByte();
                int length = (high << Byte.SIZE) | file.readUnsignedByte();
                file.seek(file.getStreamPosition() + Math.max(0, length - Short.BYTES));
            }
        } catch (EOFException e) {
            // the decoder reports what is missing
        }
        return scans;
    }

    /** Skips compressed data up to the next marker. In compressed data, a zero follows each 0xff byte. */
    private static int nextMarker(ImageInputStream file) throws IOException {
        while (true) {
            if (file.readUnsignedByte() != 0xff) {
                continue;
            }
            int marker = file.readUnsignedByte();
            while (marker == 0xff) {
                marker = file.readUnsignedByte();
            }
            if (marker != 0 && (marker < FIRST_RESTART || marker > LAST_RESTART)) {
                return marker;
            }
        }
    }
}
