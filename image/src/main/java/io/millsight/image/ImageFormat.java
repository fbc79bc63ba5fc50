package io.millsight.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/** The supported formats, detected from the first bytes and never from the file name. */
enum ImageFormat {
    PNG("png", "\u0089PNG\r\n\u001a\n"),
    JPEG("jpeg", "\u00ff\u00d8\u00ff"),
    BMP("bmp", "BM"),
    GIF("gif", "GIF8"),
    TIFF_LITTLE_ENDIAN("tiff", "II*\0"),
    TIFF_BIG_ENDIAN("tiff", "MM\0*"),
    WEBP("webp", "RIFF????WEBP");

    /** Number of bytes at the start of a file that identify every format. */
    static final int SIGNATURE_LENGTH = 12;

    /** List of the formats for messages. */
    static final String NAMES = "PNG, JPEG, BMP, GIF, TIFF or WebP";

    private final String reader;
    private final String signature;

    ImageFormat(String reader, String signature) {
        this.reader = reader;
        this.signature = signature;
    }

    static Optional<ImageFormat> of(byte[] start) {
        return Arrays.stream(values())
                .filter(format -> FileSignature.matches(format.signature, start))
                .findFirst();
    }

    /** Returns the name of the format in {@link javax.imageio.ImageIO}. */
    String reader() {
        return reader;
    }

    /**
     * Reads what the file states about its pixels.
     *
     * @throws InvalidImageException without the file's name, if the kind of pixels is not supported
     * @throws IOException if the file is damaged
     */
    ImageMetadata metadata(ImageInputStream file) throws IOException {
        file.seek(0);
        return switch (this) {
            case PNG -> PngMetadata.read(file);
            case JPEG -> JpegMetadata.read(file);
            case BMP -> ImageMetadata.PLAIN;
            case GIF -> GifMetadata.read(file);
            case TIFF_LITTLE_ENDIAN, TIFF_BIG_ENDIAN -> TiffMetadata.read(file);
            case WEBP -> WebpMetadata.read(file);
        };
    }
}
