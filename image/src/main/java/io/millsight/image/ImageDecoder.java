package io.millsight.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes one image of an open file. The constructor detects the format, reads the metadata and checks the size.
 *
 * <p>Does not close the input. Every {@link InvalidImageException} is without the file's name. On damaged files,
 * decoders throw many kinds of exceptions, also unchecked ones.
 */
final class ImageDecoder implements AutoCloseable {

    private final ImageInputStream input;
    private final ImageFormat format;
    private final ImageMetadata metadata;
    private final ImageSize stored;
    private ImageReader reader;

    ImageDecoder(ImageInputStream input) throws IOException {
        this.input = input;
        format = detectFormat(input);
        metadata = format.metadata(input);
        reader = openReader();
        try {
            stored = new ImageSize(reader.getWidth(0), reader.getHeight(0));
            ImageLimits.requirePixels(stored);
        } catch (IOException | RuntimeException e) {
            reader.dispose();
            throw e;
        }
    }

    private static ImageFormat detectFormat(ImageInputStream input) throws IOException {
        input.seek(0);
        byte[] start = new byte[ImageFormat.SIGNATURE_LENGTH];
        int length = Math.max(0, input.read(start));
        if (length == 0) {
            throw new InvalidImageException("is empty; give a " + ImageFormat.NAMES + " file");
        }
        byte[] present = Arrays.copyOf(start, length);
        return ImageFormat.of(present)
                .orElseThrow(() -> new InvalidImageException(UnsupportedFormat.of(present)
                        .map(unsupported -> "is in the format " + unsupported.title()
                                + ", which is not read; save it as PNG or TIFF")
                        .orElse("not an image that can be read; give a " + ImageFormat.NAMES + " file")));
    }

    private ImageReader openReader() throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.reader());
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java has no reader for " + format.reader());
        }
        input.seek(0);
        input.setByteOrder(ByteOrder.BIG_ENDIAN);
        ImageReader opened = readers.next();
        // Forward only and without metadata: text chunks are not decompressed.
        opened.setInput(format == ImageFormat.WEBP ? new ZeroPaddedInput(input) : input, true, true);
        return opened;
    }

    /** Returns what is known about the image without decoding a pixel. */
    ImageHeader header() {
        ExifOrientation orientation = metadata.orientation();
        return new ImageHeader(
                orientation.swapsAxes() ? stored.transposed() : stored,
                stored,
                orientation != ExifOrientation.UPRIGHT,
                metadata.pictures());
    }

    /** Decodes the first page or frame and turns it upright. */
    RgbImage decode() throws IOException {
        ImageLimits.requireHeap(stored);
        if (format == ImageFormat.JPEG) {
            JpegScans.requireFew(input, stored);
            reader.dispose();
            reader = openReader();
        }
        AtomicBoolean truncated = new AtomicBoolean();
        // The JPEG decoder fills missing pixels with grey and only sends a warning.
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.contains("Truncated File") || warning.contains("premature end")) {
                truncated.set(true);
            }
        });
        RgbImage image = readPixels();
        if (truncated.get()) {
            throw new EOFException();
        }
        return metadata.orientation().applyTo(image);
    }

    private RgbImage readPixels() throws IOException {
        if (metadata.inks() == JpegInkEncoding.NONE) {
            BufferedImage decoded = reader.read(0);
            return new RgbImage(decoded.getWidth(), decoded.getHeight(), RgbConversion.rgb(decoded, metadata.range()));
        }
        Raster inks = reader.readRaster(0, null);
        return new RgbImage(inks.getWidth(), inks.getHeight(), CmykConversion.rgb(inks, metadata.inks()));
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
