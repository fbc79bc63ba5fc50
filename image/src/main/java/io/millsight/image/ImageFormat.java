package io.millsight.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/** The formats that are let in, told by the first bytes and never by the file's name. */
enum ImageFormat {
    PNG("png", "\u0089PNG\r\n\u001a\n"),
    JPEG("jpeg", "\u00ff\u00d8\u00ff"),
    BMP("bmp", "BM"),
    GIF("gif", "GIF8"),
    TIFF_LITTLE_ENDIAN("tiff", "II*\0"),
    TIFF_BIG_ENDIAN("tiff", "MM\0*"),
    WEBP("webp", "RIFF????WEBP");

    /** So many bytes from the start of a file tell every format. */
    static final int SIGNATURE_LENGTH = 12;

    /** As messages list them. */
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

    /** What {@link javax.imageio.ImageIO} calls the format. */
    String reader() {
        return reader;
    }

    /**
     * What a file of this format says about its pixels.
     *
     * @throws InvalidImageException if it says that they are of a kind which is not read; without the file's name
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
