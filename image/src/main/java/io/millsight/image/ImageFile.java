package io.millsight.image;

import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads and writes image files. The format is detected from the first bytes, and the size is checked before a pixel is
 * decoded. Images are turned upright by the orientation in a JPEG, PNG, TIFF or WebP file. Of several pages or frames,
 * the first is read.
 *
 * <p>Colours are converted as in Pillow, with one exception: grey of more than eight bits is scaled from its true range
 * instead of clipped ({@code SampleRange}).
 *
 * <p>Every failure is an {@link InvalidImageException} of one line that begins with the name of the file.
 */
public final class ImageFile {

    private static final Pattern IMAGE_NAME =
            Pattern.compile(".+\\.(png|jpe?g|bmp|tiff?|gif|webp)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private ImageFile() {}

    /** Opens the bytes of an image. */
    @FunctionalInterface
    private interface Opening {
        ImageInputStream open() throws IOException;
    }

    /** Takes a result from an opened image. */
    @FunctionalInterface
    private interface Work<T> {
        T on(ImageDecoder decoder) throws IOException;
    }

    /** Reads the pixels of an image file. */
    public static RgbImage read(Path file) {
        return withFile(file, ImageDecoder::decode);
    }

    /**
     * Reads the pixels of an image that is already in memory.
     *
     * @param bytes content of the whole file
     * @param name name of the image in messages
     */
    public static RgbImage read(byte[] bytes, String name) {
        return withDecoder(
                name, () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)), ImageDecoder::decode);
    }

    /** Returns the size of the image that {@link #read(Path)} returns. Only the header is read. */
    public static ImageSize size(Path file) {
        return header(file).size();
    }

    /** Returns what is known about the image that {@link #read(Path)} returns. No pixel is decoded. */
    public static ImageHeader header(Path file) {
        return withFile(file, ImageDecoder::header);
    }

    /** Returns what {@link #header(Path)} returns, of an image that is already in memory. */
    public static ImageHeader header(byte[] bytes, String name) {
        return withDecoder(
                name, () -> new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)), ImageDecoder::header);
    }

    /**
     * Returns the format of an image in lower case, such as {@code jpeg}, by the first bytes of its file; empty if the format is not supported.
     * {@code image/} in front of it makes it a media type.
     */
    public static Optional<String> format(byte[] bytes) {
        return ImageFormat.of(Arrays.copyOf(bytes, Math.min(bytes.length, ImageFormat.SIGNATURE_LENGTH)))
                .map(ImageFormat::reader);
    }

    /** Returns whether the file name has the extension of an image format. The content is not checked. */
    public static boolean hasImageName(Path file) {
        return IMAGE_NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** Writes a PNG file completely or not at all. */
    public static void writePng(RgbImage image, Path file) {
        try {
            AtomicFile.write(file, PngEncoder.encode(image.toBufferedImage()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static <T> T withFile(Path file, Work<T> work) {
        return withDecoder(
                file.toString(),
                () -> {
                    InputFile.requireRegular(file);
                    ImageLimits.requireFileSize(file);
                    return new BufferedFileInput(file);
                },
                work);
    }

    /** Opens an image, does the work and adds the file's name to every failure. */
    private static <T> T withDecoder(String name, Opening opening, Work<T> work) {
        try (ImageInputStream input = opening.open();
                ImageDecoder decoder = new ImageDecoder(input)) {
            return work.on(decoder);
        } catch (InvalidImageException e) {
            throw new InvalidImageException(name + ": " + e.getMessage(), e);
        } catch (FileSystemException e) {
            throw new InvalidImageException(name + ": " + InputFile.reason(e), e);
        } catch (IOException | RuntimeException e) {
            throw new InvalidImageException(name + ": the image cannot be decoded: " + DecoderFailure.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw new InvalidImageException(name + ": " + ImageLimits.needsMemory("the image needs"), e);
        }
    }
}
