package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * The scans of a JPEG file, each of which makes the decoder go over all pixels once more. A small file can repeat a scan for hours of work;
 * a progressive photograph has about ten.
 */
final class JpegScans {

    /** As many as libtiff allows. */
    static final int MOST_SCANS = 100;

    /** Pixels times scans: some ten seconds of work. */
    static final long MOST_WORK = 2_000_000_000;

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;

    private JpegScans() {}

    /**
     * Refuses a file of too many scans.
     *
     * @throws InvalidImageException without the file's name
     */
    static void requireFew(ImageInputStream file, ImageSize size) throws IOException {
        long most = Math.min(MOST_SCANS, MOST_WORK / size.pixels());
        if (count(file, most) > most) {
            throw new InvalidImageException("a JPEG of " + size + " pixels in more than " + most
                    + " scans is not read, because decoding takes too long; save it as PNG");
        }
    }

    /** Counts, and ends where more are found than need be known. */
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
            // the decoder tells what is missing
        }
        return scans;
    }

    /** Passes over pixels, in which a zero follows on each byte that could begin a marker. */
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
