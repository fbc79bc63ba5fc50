package io.millsight.steel.picture;

import io.millsight.files.AtomicFile;
import io.millsight.image.PngEncoder;
import io.millsight.steel.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * PNG files of drawn images. The first text chunk states that Millsight drew the image. A later run replaces only such
 * files, never a photograph of the user.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#11tEXt">PNG, third edition, section 11.3.3.2, tEXt</a>
 */
public final class PictureFile {

    /** Length of the signature and of the chunk IHDR, which must come first. */
    private static final int HEADER_LENGTH = 8 + 25;

    private static final byte[] MARK = chunk("tEXt", "Software\0Millsight");

    private PictureFile() {}

    /**
     * Writes an image completely or not at all. Replaces an existing file.
     *
     * @throws IOException if the file cannot be written; the exception names the file
     */
    public static void write(BufferedImage picture, Path file) throws IOException {
        byte[] png = PngEncoder.encode(picture);
        AtomicFile.write(file, channel -> {
            write(channel, ByteBuffer.wrap(png, 0, HEADER_LENGTH));
            write(channel, ByteBuffer.wrap(MARK));
            write(channel, ByteBuffer.wrap(png, HEADER_LENGTH, png.length - HEADER_LENGTH));
        });
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Checks that a path is free or holds an image that Millsight drew.
     *
     * @throws InputException if it holds anything else; the message names the file
     * @throws IOException if the file cannot be read
     */
    public static void requireReplaceable(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isDrawn(file)) {
            throw new InputException(
                    file + ": is already there, and this program did not draw it, so it is not replaced;"
                            + " move it away or write somewhere else");
        }
    }

    /** Returns whether a file is an image that Millsight drew. */
    static boolean isDrawn(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(HEADER_LENGTH + MARK.length);
            return start.length == HEADER_LENGTH + MARK.length
                    && Arrays.equals(start, HEADER_LENGTH, start.length, MARK, 0, MARK.length);
        }
    }

    private static byte[] chunk(String type, String content) {
        byte[] named = (type + content).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        return ByteBuffer.allocate(Integer.BYTES + named.length + Integer.BYTES)
                .putInt(content.length())
                .put(named)
                .putInt((int) checksum.getValue())
                .array();
    }
}
