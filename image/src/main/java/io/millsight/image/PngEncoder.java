package io.millsight.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images as PNG in memory. */
public final class PngEncoder {

    private PngEncoder() {}

    /** Returns the bytes of a PNG file. */
    public static byte[] encode(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // With a file or a plain stream, ImageIO uses a temporary file. The temporary folder may be full, a kill would
        // leave the file there, and an interrupt would close it during the work.
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", output)) {
                throw new IllegalStateException("this Java has no writer for PNG files of " + picture);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a picture as PNG", e);
        }
        return bytes.toByteArray();
    }
}
