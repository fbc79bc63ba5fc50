package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A stream with a few zeros behind its end, for decoders that read ahead. The decoder of lossless WebP asks again for every pixel if it meets the end,
 * which took 9 s for a valid picture of 2000x2000 pixels of one grey, and minutes for a broken one that says it is large.
 *
 * <p>Does not own the stream that it reads from.
 */
final class ZeroPaddedInput extends ImageInputStreamImpl {

    /** The decoder reads eight bytes ahead. */
    private static final int PADDING = 64;

    private final ImageInputStream input;
    private long end = Long.MAX_VALUE;

    ZeroPaddedInput(ImageInputStream input) {
        this.input = input;
    }

    /**
     * The next byte.
     *
     * @throws IOException where the zeros end
     */
    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        if (streamPos < end) {
            input.seek(streamPos);
            int value = input.read();
            if (value >= 0) {
                streamPos++;
                return value;
            }
            end = streamPos;
        }
        if (streamPos - end >= PADDING) {
            throw new IOException(
                    "the file ends too early", new EOFException()); // an EOFException itself is passed over
        }
        streamPos++;
        return 0;
    }

    /** Reads as much as is asked for, since numbers of several bytes are read in one call. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        checkClosed();
        bitOffset = 0;
        int filled = 0;
        while (filled < length) {
            int count = streamPos < end ? readInput(target, offset + filled, length - filled) : -1;
            if (count > 0) {
                streamPos += count;
                filled += count;
            } else {
                target[offset + filled++] = (byte) read();
            }
        }
        return filled;
    }

    private int readInput(byte[] target, int offset, int length) throws IOException {
        input.seek(streamPos);
        return input.read(target, offset, length);
    }

    @Override
    public long length() {
        try {
            return input.length();
        } catch (IOException e) {
            return -1; // unknown
        }
    }
}
