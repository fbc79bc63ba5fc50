package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the segments of a JPEG file up to its first scan (ITU-T T.81, annex B). */
final class JpegMetadata {

    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int FIRST_FRAME = 0xc0;
    private static final int LAST_FRAME = 0xcf;
    private static final int LOSSLESS = 0xc3;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int ARITHMETIC_TABLES = 0xcc;
    private static final int EXTENSION = 0xc8;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    private static final int ADOBE_LENGTH = 12;
    private static final int ADOBE_TRANSFORM_PLACE = 11;
    private static final int COMPONENTS_PLACE = 5;
    private static final int INKS = 4;
    private static final int LUMINANCE = 2;

    private @Nullable ExifOrientation orientation;
    private int components;
    private int adobeTransform;

    private JpegMetadata() {}

    static ImageMetadata read(ImageInputStream file) throws IOException {
        JpegMetadata found = new JpegMetadata();
        found.readSegments(file);
        JpegInkEncoding inks =
                found.adobeTransform == LUMINANCE ? JpegInkEncoding.LUMINANCE_AND_BLACK : JpegInkEncoding.CMYK;
        return new ImageMetadata(
                found.orientation == null ? ExifOrientation.UPRIGHT : found.orientation,
                1,
                SampleRange.UNSTATED,
                found.components == INKS ? inks : JpegInkEncoding.NONE);
    }

    private void readSegments(ImageInputStream file) throws IOException {
        file.setByteOrder(ByteOrder.BIG_ENDIAN);
        long at = Short.BYTES; // after the start-of-image marker
        try {
            while (true) {
                file.seek(at);
                int prefix = file.readUnsignedByte();
                int marker = file.readUnsignedByte();
                if (marker == 0xff) {
                    at++; // fill bytes before a marker
                    continue;
                }
                if (prefix != 0xff || marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                    return;
                }
                int length = file.readUnsignedShort();
                long content = file.getStreamPosition();
                if (marker == APP1 && orientation == null && ExifBlock.isAt(file, content)) {
                    orientation = ExifBlock.orientation(file, content);
                } else if (marker == APP14 && length >= Short.BYTES + ADOBE_LENGTH) {
                    file.seek(content + ADOBE_TRANSFORM_PLACE);
                    adobeTransform = file.readUnsignedByte();
                } else if (isFrame(marker)) {
                    int precision = file.readUnsignedByte();
                    requireEightBits(marker == LOSSLESS ? Byte.SIZE : precision);
                    file.seek(content + COMPONENTS_PLACE);
                    components = file.readUnsignedByte();
                }
                at = content - Short.BYTES + Math.max(length, Short.BYTES);
            }
        } catch (EOFException e) {
            // the decoder reports what is missing
        }
    }

    private static boolean isFrame(int marker) {
        return marker >= FIRST_FRAME
                && marker <= LAST_FRAME
                && marker != HUFFMAN_TABLES
                && marker != EXTENSION
                && marker != ARITHMETIC_TABLES;
    }

    private static void requireEightBits(int precision) {
        if (precision != Byte.SIZE) {
            throw new InvalidImageException("a JPEG with samples of " + precision
                    + " bits is not read; save it as PNG or TIFF with samples of 16 bits");
        }
    }
}
