package io.millsight.image;

import java.util.Arrays;
import java.util.Optional;

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

    private static final char ANY = '?';

    private final String reader;
    private final String signature;

    ImageFormat(String reader, String signature) {
        this.reader = reader;
        this.signature = signature;
    }

    static Optional<ImageFormat> of(byte[] start) {
        return Arrays.stream(values()).filter(format -> format.matches(start)).findFirst();
    }

    /** What {@link javax.imageio.ImageIO} calls the format. */
    String reader() {
        return reader;
    }

    private boolean matches(byte[] start) {
        if (start.length < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            char expected = signature.charAt(i);
            if (expected != ANY && expected != (start[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
