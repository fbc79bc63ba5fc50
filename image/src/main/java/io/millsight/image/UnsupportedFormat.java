package io.millsight.image;

import java.util.Arrays;
import java.util.Optional;

/** Image formats that are not supported. The refusal names the format. */
enum UnsupportedFormat {
    BIG_TIFF_LITTLE_ENDIAN("BigTIFF", "II+\0"),
    BIG_TIFF_BIG_ENDIAN("BigTIFF", "MM\0+"),
    JPEG_2000("JPEG 2000", "\0\0\0\fjP  "),
    JPEG_2000_STREAM("JPEG 2000", "\u00ffO\u00ffQ"),
    JPEG_XL("JPEG XL", "\0\0\0\fJXL "),
    AVIF("AVIF", "????ftypavif"),
    HEIF("HEIF", "????ftyp"),
    PHOTOSHOP("Photoshop", "8BPS"),
    PDF("PDF", "%PDF");

    private final String title;
    private final String signature;

    UnsupportedFormat(String title, String signature) {
        this.title = title;
        this.signature = signature;
    }

    static Optional<UnsupportedFormat> of(byte[] start) {
        return Arrays.stream(values())
                .filter(format -> FileSignature.matches(format.signature, start))
                .findFirst();
    }

    String title() {
        return title;
    }
}
