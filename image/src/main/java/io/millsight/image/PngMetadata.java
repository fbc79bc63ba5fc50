package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** Reads the chunks of a PNG file that describe its pixels: sBIT, eXIf and acTL (PNG specification, third edition). */
final class PngMetadata {

    private static final int SIGNATURE_LENGTH = 8;
    private static final int CHECKSUM_LENGTH = 4;
    private static final int DEPTH_PLACE = 24;

    private static final int SIGNIFICANT_BITS = 0x73424954; // sBIT
    private static final int EXIF = 0x65584966; // eXIf
    private static final int ANIMATION = 0x6163544c; // acTL
    private static final int FRAME = 0x6663544c; // fcTL
    private static final int DATA = 0x49444154; // IDAT
    private static final int END = 0x49454e44; // IEND

    private ExifOrientation orientation = ExifOrientation.UPRIGHT;
    private int significantBits;
    private long frames = 1;
    private boolean animated;
    private boolean pictureIsFrame;

    private PngMetadata() {}

    static ImageMetadata read(ImageInputStream file) throws IOException {
        PngMetadata found = new PngMetadata();
        file.setByteOrder(ByteOrder.BIG_ENDIAN);
        file.seek(DEPTH_PLACE);
        int depth = file.readUnsignedByte();
        found.readChunks(file);
        // The default image is not always a frame of the animation.
        long pictures = found.frames + (found.animated && !found.pictureIsFrame ? 1 : 0);
        return new ImageMetadata(
                found.orientation,
                (int) Math.min(pictures, Integer.MAX_VALUE),
                depth > Byte.SIZE ? new SampleRange(depth, found.significantBits, false) : SampleRange.UNSTATED);
    }

    /** Reads all chunks, because the orientation may follow the pixels. Stops where a truncated file ends. */
    private void readChunks(ImageInputStream file) throws IOException {
        boolean dataBegan = false;
        long at = SIGNATURE_LENGTH;
        try {
            while (true) {
                file.seek(at);
                long length = file.readUnsignedInt();
                int type = file.readInt();
                long content = file.getStreamPosition();
                switch (type) {
                    case SIGNIFICANT_BITS -> significantBits = mostBits(file, (int) Math.min(length, 4));
                    case EXIF -> orientation = ExifBlock.orientation(file, content);
                    case ANIMATION -> {
                        animated = true;
                        frames = file.readUnsignedInt();
                    }
                    case FRAME -> pictureIsFrame |= !dataBegan;
                    case DATA -> dataBegan = true;
                    case END -> {
                        return;
                    }
                    default -> {
                        // not needed
                    }
                }
                at = content + length + CHECKSUM_LENGTH;
            }
        } catch (EOFException e) {
            // the decoder reports missing pixels
        }
    }

    /** Returns the largest number of significant bits of all channels. */
    private static int mostBits(ImageInputStream file, int channels) throws IOException {
        int most = 0;
        for (int i = 0; i < channels; i++) {
            int bits = file.readUnsignedByte();
            most = bits <= Short.SIZE ? Math.max(most, bits) : most;
        }
        return most;
    }
}
