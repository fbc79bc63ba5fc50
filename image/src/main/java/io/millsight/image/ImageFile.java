package io.millsight.image;

import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads and writes image files. The format is told by the first bytes, the size by the header before a pixel is decoded. Pictures are turned
 * upright by the orientation that a JPEG, PNG, TIFF or WebP file states; of several pages or frames the first is read. Colours are those of Pillow, but
 * for grey of more than eight bits, which is scaled from its true range instead of clipped ({@code SampleRange} tells how). Whatever is
 * wrong with a file is an {@link InvalidImageException} of one line that begins with its name.
 */
public final class ImageFile {

    private static final Pattern IMAGE_NAME =
            Pattern.compile(".+\\.(png|jpe?g|bmp|tiff?|gif|webp)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Larger files are refused unread. */
    static final long MAX_BYTES = 512L << 20;

    /** Larger images are refused undecoded; 100 million pixels are 300 MB as bytes. */
    static final long MAX_PIXELS = 100_000_000;

    /** A pixel of four channels of sixteen bits as decoded, and of three bytes as returned, and some room. */
    private static final int HEAP_BYTES_PER_PIXEL = 12;

    private static final double GIGABYTE = 1e9;

    private ImageFile() {}

    /** Opens the bytes of an image. */
    @FunctionalInterface
    private interface Opening {
        ImageInputStream open() throws IOException;
    }

    /** What is done with the bytes of an image. */
    @FunctionalInterface
    private interface Work<T> {
        T on(ImageInputStream input) throws IOException;
    }

    /** The pixels of an image file. */
    public static RgbImage read(Path file) {
        return withFile(file, ImageFile::read);
    }

    /**
     * The pixels of an image that is already in memory.
     *
     * @param bytes the whole file
     * @param name what messages call it
     */
    public static RgbImage read(byte[] bytes, String name) {
        return naming(name, () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)), ImageFile::read);
    }

    /** The size of the image that {@link #read(Path)} would give, from the file's header alone. */
    public static ImageSize size(Path file) {
        return header(file).size();
    }

    /** What a file says about the image that {@link #read(Path)} would give. No pixel is decoded. */
    public static ImageHeader header(Path file) {
        return withFile(file, input -> {
            ImageFormat format = formatOf(input);
            ImageMetadata metadata = format.metadata(input);
            ImageReader reader = open(format, input);
            try {
                ImageSize stored = checkedSize(reader);
                ExifOrientation orientation = metadata.orientation();
                return new ImageHeader(
                        orientation.swapsAxes() ? stored.transposed() : stored,
                        stored,
                        orientation != ExifOrientation.UPRIGHT,
                        metadata.pictures());
            } finally {
                reader.dispose();
            }
        });
    }

    /** Whether a file's name ends as those of images do; what it holds is another question. */
    public static boolean hasImageName(Path file) {
        return IMAGE_NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** Writes a PNG file that appears whole or not at all. */
    public static void writePng(RgbImage image, Path file) {
        try {
            AtomicFile.write(file, PngEncoder.encode(image.toBufferedImage()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static RgbImage read(ImageInputStream input) throws IOException {
        ImageFormat format = formatOf(input);
        ImageMetadata metadata = format.metadata(input);
        ImageReader reader = open(format, input);
        try {
            ImageSize size = checkedSize(reader);
            requireMemory(size);
            if (format == ImageFormat.JPEG) {
                JpegScans.requireFew(input, size);
                reader = reopen(reader, format, input);
            }
            return metadata.orientation().applyTo(decode(reader, metadata));
        } finally {
            reader.dispose();
        }
    }

    private static RgbImage decode(ImageReader reader, ImageMetadata metadata) throws IOException {
        AtomicBoolean truncated = new AtomicBoolean();
        // The JPEG decoder fills what is missing with grey and only warns.
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.contains("Truncated File") || warning.contains("premature end")) {
                truncated.set(true);
            }
        });
        RgbImage image;
        if (metadata.inks() == JpegInkEncoding.NONE) {
            BufferedImage decoded = reader.read(0);
            image = new RgbImage(decoded.getWidth(), decoded.getHeight(), RgbConversion.rgb(decoded, metadata.range()));
        } else {
            Raster stored = reader.readRaster(0, null);
            image = new RgbImage(stored.getWidth(), stored.getHeight(), CmykConversion.rgb(stored, metadata.inks()));
        }
        if (truncated.get()) {
            throw new EOFException();
        }
        return image;
    }

    private static ImageReader open(ImageFormat format, ImageInputStream input) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.reader());
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java has no reader for " + format.reader());
        }
        input.seek(0);
        input.setByteOrder(ByteOrder.BIG_ENDIAN);
        ImageReader reader = readers.next();
        // Forward only and without metadata: text chunks are not even unpacked.
        reader.setInput(format == ImageFormat.WEBP ? new ZeroPaddedInput(input) : input, true, true);
        return reader;
    }

    /** A reader that has seen nothing of the file yet. */
    private static ImageReader reopen(ImageReader reader, ImageFormat format, ImageInputStream input)
            throws IOException {
        reader.dispose();
        return open(format, input);
    }

    private static ImageSize checkedSize(ImageReader reader) throws IOException {
        ImageSize size = new ImageSize(reader.getWidth(0), reader.getHeight(0));
        if (size.pixels() > MAX_PIXELS) {
            throw new InvalidImageException(
                    size + " pixels are more than the " + MAX_PIXELS + " that are allowed; scale it down");
        }
        return size;
    }

    private static void requireMemory(ImageSize size) {
        if (size.pixels() * HEAP_BYTES_PER_PIXEL > Runtime.getRuntime().maxMemory()) {
            throw new InvalidImageException(needsMemory(size + " pixels need"));
        }
    }

    private static String needsMemory(String subject) {
        return String.format(
                Locale.ROOT,
                "%s more memory than the Java heap of %.2f GB has; cut it into pieces or give Java more (-Xmx)",
                subject,
                Runtime.getRuntime().maxMemory() / GIGABYTE);
    }

    private static ImageFormat formatOf(ImageInputStream input) throws IOException {
        input.seek(0);
        byte[] start = new byte[ImageFormat.SIGNATURE_LENGTH];
        int length = Math.max(0, input.read(start));
        if (length == 0) {
            throw new InvalidImageException("is empty; give a " + ImageFormat.NAMES + " file");
        }
        byte[] present = Arrays.copyOf(start, length);
        return ImageFormat.of(present)
                .orElseThrow(() -> new InvalidImageException(UnsupportedFormat.of(present)
                        .map(foreign ->
                                "is in the format " + foreign.title() + ", which is not read; save it as PNG or TIFF")
                        .orElse("not an image that can be read; give a " + ImageFormat.NAMES + " file")));
    }

    private static <T> T withFile(Path file, Work<T> work) {
        return naming(
                file.toString(),
                () -> {
                    InputFile.requireRegular(file);
                    long bytes = Files.size(file);
                    if (bytes > MAX_BYTES) {
                        throw new InvalidImageException(bytes + " bytes are more than the " + MAX_BYTES
                                + " that are allowed for an image file");
                    }
                    return new BufferedFileInput(file);
                },
                work);
    }

    /** Names the file in all that goes wrong. Decoders fail in many ways on broken files, not only with an {@link IOException}. */
    private static <T> T naming(String name, Opening opening, Work<T> work) {
        try (ImageInputStream input = opening.open()) {
            return work.on(input);
        } catch (InvalidImageException e) {
            throw new InvalidImageException(name + ": " + e.getMessage(), e);
        } catch (FileSystemException e) {
            throw new InvalidImageException(name + ": " + InputFile.reason(e), e);
        } catch (IOException | RuntimeException e) {
            throw new InvalidImageException(name + ": the image cannot be decoded: " + DecoderFailure.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw new InvalidImageException(name + ": " + needsMemory("the image needs"), e);
        }
    }
}
