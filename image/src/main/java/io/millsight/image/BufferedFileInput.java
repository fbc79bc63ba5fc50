package io.millsight.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Buffered input of a file for decoders that read single bytes. {@link javax.imageio.stream.FileImageInputStream} makes
 * a system call for each byte.
 */
final class BufferedFileInput extends ImageInputStreamImpl {

    private static final int BUFFER_LENGTH = 1 << 16;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH).limit(0);
    private long bufferStart;

    BufferedFileInput(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        return fill() ? buffer.get((int) (streamPos++ - bufferStart)) & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        checkClosed();
        Objects.checkFromIndexSize(offset, length, target.length);
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int from = (int) (streamPos - bufferStart);
        int count = Math.min(length, buffer.limit() - from);
        buffer.get(from, target, offset, count);
        streamPos += count;
        return count;
    }

    /** Returns whether there is a byte at the stream position, and loads it into the buffer. */
    private boolean fill() throws IOException {
        if (streamPos < bufferStart || streamPos >= bufferStart + buffer.limit()) {
            bufferStart = streamPos;
            buffer.clear();
            buffer.limit(Math.max(0, channel.read(buffer, bufferStart)));
        }
        return buffer.limit() > 0;
    }

    @Override
    public long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            return -1; // unknown
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        channel.close();
    }
}
