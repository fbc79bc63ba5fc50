package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** Reads the chunks of a WebP file (WebP container specification). */
final class WebpMetadata {

    private static final int FIRST_CHUNK = 12;
    private static final int EXIF = 0x46495845; // little-endian
    private static final int FRAME = 0x464d4e41; // ANMF

    private WebpMetadata() {}

    static ImageMetadata read(ImageInputStream file) throws IOException {
        file.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        ExifOrientation orientation = ExifOrientation.UPRIGHT;
        int frames = 0;
        long at = FIRST_CHUNK;
        try {
            while (true) {
                file.seek(at);
                int type = file.readInt();
                long length = file.readUnsignedInt();
                long content = file.getStreamPosition();
                if (type == EXIF) {
                    orientation = ExifBlock.orientation(file, content);
                } else if (type == FRAME) {
                    frames++;
                }
                at = content + length + (length & 1);
            }
        } catch (EOFException e) {
            return new ImageMetadata(orientation, Math.max(1, frames), SampleRange.UNSTATED);
        }
    }
}
