package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Stream that is extended by a few zero bytes for decoders that read ahead. At the end of a stream, the decoder of
 * lossless WebP retries for every pixel: 9 s for a valid grey image of 2000x2000 pixels, and minutes for a damaged one
 * with a large declared size.
 *
 * <p>Does not close the underlying stream.
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
     * Returns the next byte.
     *
     * @throws IOException after the zero bytes
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
            throw new IOException("the file ends too early", new EOFException()); // the decoder ignores an EOFException
        }
        streamPos++;
        return 0;
    }

    /** Fills the array completely, because numbers of several bytes are read in one call. */
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
