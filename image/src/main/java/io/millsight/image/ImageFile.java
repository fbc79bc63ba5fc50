package io.millsight.image;

import io.millsight.files.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads and writes image files. The format is told by the first bytes, the size by the header before a pixel is decoded; photographs
 * are turned upright. Whatever is wrong with a file is an {@link InvalidImageException} of one line that begins with its name.
 */
public final class ImageFile {

    private static final Pattern IMAGE_NAME =
            Pattern.compile(".+\\.(png|jpe?g|bmp|tiff?|gif|webp)", Pattern.CASE_INSENSITIVE);

    /** Larger files are refused unread. */
    static final long MAX_BYTES = 512L << 20;

    /** Larger images are refused undecoded; 100 million pixels are 300 MB as bytes. */
    static final long MAX_PIXELS = 100_000_000;

    /** An orientation stands in one of the first segments, none of which is longer than 64 KiB. */
    private static final int HEADER_BYTES = 1 << 18;

    private ImageFile() {}

    /** The pixels of an image file. */
    public static RgbImage read(Path file) {
        return read(readBytes(file), file.toString());
    }

    /**
     * The pixels of an image that is already in memory.
     *
     * @param bytes the whole file
     * @param name what messages call it
     */
    public static RgbImage read(byte[] bytes, String name) {
        ImageFormat format = formatOf(bytes, name);
        RgbImage image = decode(bytes, format, name);
        return format == ImageFormat.JPEG ? ExifOrientation.of(bytes).applyTo(image) : image;
    }

    /** The size of the image that {@link #read(Path)} would give, from the file's header alone. */
    public static ImageSize size(Path file) {
        byte[] start = readHeader(file);
        ImageFormat format = formatOf(start, file.toString());
        try (ImageInputStream input = new FileImageInputStream(file.toFile())) {
            ImageReader reader = open(format, input);
            try {
                ImageSize size = checkedSize(reader, file.toString());
                boolean turned =
                        format == ImageFormat.JPEG && ExifOrientation.of(start).swapsAxes();
                return turned ? size.transposed() : size;
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw undecodable(file.toString(), e);
        }
    }

    /** Whether a file's name ends as those of images do; what it holds is another question. */
    public static boolean hasImageName(Path file) {
        return IMAGE_NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** Writes a PNG file that appears whole or not at all. */
    public static void writePng(RgbImage image, Path file) {
        try {
            AtomicFile.write(file, Png.encode(image.toBufferedImage()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static RgbImage decode(byte[] bytes, ImageFormat format, String name) {
        AtomicBoolean truncated = new AtomicBoolean();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = open(format, input);
            try {
                checkedSize(reader, name);
                // The JPEG decoder fills what is missing with grey and only warns.
                reader.addIIOReadWarningListener((source, warning) -> {
                    if (warning.contains("Truncated File") || warning.contains("premature end")) {
                        truncated.set(true);
                    }
                });
                BufferedImage image = reader.read(0);
                if (truncated.get()) {
                    throw new InvalidImageException(name + ": the image cannot be decoded: the file ends too early");
                }
                return new RgbImage(image.getWidth(), image.getHeight(), Colours.rgb(image));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw undecodable(name, e);
        }
    }

    private static ImageReader open(ImageFormat format, ImageInputStream input) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.reader());
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java has no reader for " + format.reader());
        }
        ImageReader reader = readers.next();
        // Forward only and without metadata: text chunks are not even unpacked.
        reader.setInput(input, true, true);
        return reader;
    }

    private static ImageSize checkedSize(ImageReader reader, String name) throws IOException {
        ImageSize size = new ImageSize(reader.getWidth(0), reader.getHeight(0));
        if ((long) size.width() * size.height() > MAX_PIXELS) {
            throw new InvalidImageException(name + ": " + size + " pixels are more than the " + MAX_PIXELS
                    + " that are allowed; scale it down");
        }
        return size;
    }

    private static ImageFormat formatOf(byte[] start, String name) {
        return ImageFormat.of(Arrays.copyOf(start, Math.min(start.length, ImageFormat.SIGNATURE_LENGTH)))
                .orElseThrow(() -> new InvalidImageException(
                        name + ": not an image that can be read; give a " + ImageFormat.NAMES + " file"));
    }

    private static byte[] readBytes(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
                throw new InvalidImageException(file + ": " + Files.size(file) + " bytes are more than the " + MAX_BYTES
                        + " that are allowed for an image file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static byte[] readHeader(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEADER_BYTES);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static InvalidImageException unreadable(Path file, IOException e) {
        String why = e instanceof NoSuchFileException ? "there is no such file" : "cannot be read: " + e.getMessage();
        return new InvalidImageException(file + ": " + why, e);
    }

    /** Decoders fail in many ways on broken files, not only with an {@link IOException}. */
    private static InvalidImageException undecodable(String name, Exception e) {
        if (e instanceof InvalidImageException known) {
            return known;
        }
        String why = e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().replaceAll("\\s+", " ");
        return new InvalidImageException(name + ": the image cannot be decoded: " + why, e);
    }
}
