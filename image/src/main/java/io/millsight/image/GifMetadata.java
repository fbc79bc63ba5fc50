package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** Counts the frames of a GIF file (GIF89a specification). */
final class GifMetadata {

    private static final int SCREEN_FLAGS_PLACE = 10;
    private static final int HEADER_LENGTH = 13;
    private static final int FRAME_FLAGS_PLACE = 8;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;

    private GifMetadata() {}

    static ImageMetadata read(ImageInputStream file) throws IOException {
        file.seek(SCREEN_FLAGS_PLACE);
        int flags = file.readUnsignedByte();
        file.seek(HEADER_LENGTH + paletteLength(flags));
        int frames = 0;
        try {
            while (true) {
                switch (file.readUnsignedByte()) {
                    case EXTENSION -> {
                        file.readUnsignedByte(); // kind of the extension
                        skipBlocks(file);
                    }
                    case FRAME -> {
                        frames++;
                        skip(file, FRAME_FLAGS_PLACE);
                        int frameFlags = file.readUnsignedByte();
                        skip(file, paletteLength(frameFlags) + 1); // and the code size
                        skipBlocks(file);
                    }
                    default -> {
                        return of(frames); // end of the file, or damage
                    }
                }
            }
        } catch (EOFException e) {
            return of(frames);
        }
    }

    private static ImageMetadata of(int frames) {
        return new ImageMetadata(ExifOrientation.UPRIGHT, Math.max(1, frames), SampleRange.UNSTATED);
    }

    /** Returns the length of the palette that the flags announce, in bytes; 0 if there is none. */
    private static int paletteLength(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static void skipBlocks(ImageInputStream file) throws IOException {
        for (int length = file.readUnsignedByte(); length > 0; length = file.readUnsignedByte()) {
            skip(file, length);
        }
    }

    private static void skip(ImageInputStream file, int bytes) throws IOException {
        file.seek(file.getStreamPosition() + bytes);
    }
}
