package io.millsight.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads files from outside the program. Only regular files are read, because pipes and devices may never end. The
 * caller limits the number of bytes.
 *
 * <p>Every failure is a {@link FileSystemException} that names the file. {@link #reason} describes it in words.
 */
public final class InputFile {

    private InputFile() {}

    /**
     * Reads a whole file.
     *
     * @param maxBytes a larger file is refused before memory is allocated
     * @throws FileSystemException if the file is missing, not a regular file, too large or unreadable
     */
    public static byte[] read(Path file, long maxBytes) throws IOException {
        requireRegular(file);
        requireSize(file, Files.size(file), maxBytes);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
            requireSize(file, bytes.length, maxBytes); // some files, for example in /proc, report size 0
            return bytes;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    /**
     * Reads a whole text file in UTF-8.
     *
     * @param maxBytes a larger file is refused before memory is allocated
     * @throws FileSystemException if {@link #read} fails or the bytes are not valid UTF-8
     */
    public static String readText(Path file, long maxBytes) throws IOException {
        byte[] bytes = read(file, maxBytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            FileSystemException failure = new FileSystemException(file.toString(), null, "is not encoded in UTF-8");
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * Checks that a path leads to a regular file. Symbolic links are followed.
     *
     * @throws FileSystemException if it does not; the exception names the file
     */
    public static void requireRegular(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.getLastModifiedTime(file); // throws the specific cause: missing, access denied, loop of links
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(), null, Files.isDirectory(file) ? "is a folder" : "is not a regular file");
        }
    }

    private static void requireSize(Path file, long bytes, long maxBytes) throws FileSystemException {
        if (bytes > maxBytes) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    String.format(Locale.ROOT, "has more than the %,d bytes that are allowed here", maxBytes));
        }
    }

    private static FileSystemException named(Path file, IOException failure) {
        FileSystemException named = new FileSystemException(file.toString(), null, reason(failure));
        named.initCause(failure);
        return named;
    }

    /** Describes a failure in words that follow the file name, for example {@code there is no such file or folder}. */
    public static String reason(IOException failure) {
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "access denied; check who may read and write it";
        }
        if (failure instanceof NotDirectoryException) {
            return "is not a folder";
        }
        if (failure instanceof FileSystemLoopException) {
            return "is a loop of symbolic links";
        }
        String message = failure.getMessage();
        return failure instanceof FileSystemException || message == null
                ? failure.getClass().getSimpleName()
                : message;
    }
}
