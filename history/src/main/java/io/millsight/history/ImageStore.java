package io.millsight.history;

import io.millsight.files.AtomicFile;
import io.millsight.files.Hashes;
import io.millsight.files.InputFile;
import io.millsight.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The image files of a history, each under the hash of its content: {@code images/ab/cd/abcd….jpeg}. The same image is stored once. A path is made of
 * the hash and the format only, so it never leaves the folder.
 */
public final class ImageStore {

    /** A larger file was not stored by this program. */
    private static final long MAX_BYTES = 512L << 20;

    /** The folder of all image files within the data folder. */
    public static final String FOLDER = "images";

    private static final int SHA256_LENGTH = 64;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern FORMAT = Pattern.compile("[a-z]{1,8}");
    private static final Pattern FILE = Pattern.compile(SHA256 + "[.]" + FORMAT);

    private final Path folder;

    ImageStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Stores the file of an image, unless it is there already. It is on the disk when the method returns.
     *
     * @param content the whole file
     * @throws IOException if it cannot be written, for example because the disk is full; nothing is left then
     */
    public StoredImage put(byte[] content, ImageSize size, String format) throws IOException {
        StoredImage image = new StoredImage(Hashes.hex(Hashes.sha256(content)), content.length, size, format, null);
        Path file = file(image);
        if (!Files.exists(file)) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            AtomicFile.write(file, content);
        }
        return image;
    }

    /** Returns the file of an image. */
    public Path file(StoredImage image) {
        return folder.resolve(path(image));
    }

    /** Returns the path of the file of an image within the folder of all image files. */
    static String path(StoredImage image) {
        String sha256 = image.sha256();
        if (!SHA256.matcher(sha256).matches() || !FORMAT.matcher(image.format()).matches()) {
            throw new IllegalArgumentException("not the hash and the format of an image");
        }
        return String.join("/", sha256.substring(0, 2), sha256.substring(2, 4), sha256 + "." + image.format());
    }

    /** Returns whether the file of an image is there. */
    boolean holds(StoredImage image) {
        return Files.exists(file(image));
    }

    /** Returns whether a name is that of the file of an image. */
    public static boolean isImage(Path file) {
        return FILE.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** Returns the hash in the name of the file of an image. */
    public static String sha256(Path file) {
        return file.getFileName().toString().substring(0, SHA256_LENGTH);
    }

    /** Returns the folder of all image files. */
    Path folder() {
        return folder;
    }

    /** Deletes the file of an image; returns false if that cannot be done. */
    static boolean delete(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            return false; // the next sweep tries again
        }
    }

    /**
     * Reads the file of an image.
     *
     * @throws IOException if it cannot be read
     */
    public byte[] read(StoredImage image) throws IOException {
        return InputFile.read(file(image), MAX_BYTES);
    }
}
