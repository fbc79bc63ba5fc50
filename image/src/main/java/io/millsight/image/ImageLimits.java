package io.millsight.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Limits on image files, so that a hostile or damaged file exhausts neither memory nor time. */
final class ImageLimits {

    /** A larger file is refused before it is opened. */
    static final long MAX_BYTES = 512L << 20;

    /** A larger image is refused before it is decoded. 100 million pixels take 300 MB as RGB bytes. */
    static final long MAX_PIXELS = 100_000_000;

    /** Decoded pixel (four channels of 16 bits), RGB pixel (three bytes), and one byte of reserve. */
    private static final int HEAP_BYTES_PER_PIXEL = 12;

    private static final double GIGABYTE = 1e9;

    private ImageLimits() {}

    /** @throws InvalidImageException without the file's name, if the file is too large */
    static void requireFileSize(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MAX_BYTES) {
            throw new InvalidImageException(
                    bytes + " bytes are more than the " + MAX_BYTES + " that are allowed for an image file");
        }
    }

    /** @throws InvalidImageException without the file's name, if the image has too many pixels */
    static void requirePixels(ImageSize size) {
        if (size.pixels() > MAX_PIXELS) {
            throw new InvalidImageException(
                    size + " pixels are more than the " + MAX_PIXELS + " that are allowed; scale it down");
        }
    }

    /** @throws InvalidImageException without the file's name, if the Java heap cannot hold the decoded image */
    static void requireHeap(ImageSize size) {
        if (size.pixels() * HEAP_BYTES_PER_PIXEL > Runtime.getRuntime().maxMemory()) {
            throw new InvalidImageException(needsMemory(size + " pixels need"));
        }
    }

    /** Returns the message for an image that does not fit into the Java heap. */
    static String needsMemory(String subject) {
        return String.format(
                Locale.ROOT,
                "%s more memory than the Java heap of %.2f GB has; cut it into pieces or give Java more (-Xmx)",
                subject,
                Runtime.getRuntime().maxMemory() / GIGABYTE);
    }
}
