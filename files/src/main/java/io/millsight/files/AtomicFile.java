package io.millsight.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes a file completely or not at all. A crash, a kill or a full disk leaves the previous file unchanged.
 * If the program is asked to end during the write, the file is finished first. A killed process leaves hidden files;
 * the next process that writes into the folder removes them.
 */
public final class AtomicFile {

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Creates a file or link under a hidden name. */
    @FunctionalInterface
    private interface Maker {
        void make(Path partial) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a hidden file beside the target, forces it to the disk and renames it to the target.
     *
     * @throws IOException if a step fails; the exception names the target and the hidden file is deleted
     * @throws ProgramEndingException if the program is already ending
     */
    public static void write(Path target, Content content) throws IOException {
        place(target, partial -> {
            // createTempFile would create a file that only its owner can read, and the target would keep these
            // permissions.
            try (FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                content.writeTo(channel);
                channel.force(true);
            }
        });
    }

    /** Writes content that is already in memory, see {@link #write(Path, Content)}. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
    }

    /**
     * Creates or replaces a symbolic link. At every moment the link leads either to the old or to the new destination.
     *
     * @param link path of the link
     * @param destination text that is stored in the link
     * @throws IOException if the link cannot be created; the exception names the link
     * @throws UnsupportedOperationException if the file system does not support links
     */
    public static void link(Path link, Path destination) throws IOException {
        place(link, partial -> Files.createSymbolicLink(partial, destination));
    }

    private static void place(Path target, Maker maker) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path folder = Objects.requireNonNull(absolute.getParent());
        StagedTarget draft = new StagedTarget(absolute);
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {});
                draft) {
            Leftovers.clearOnce(folder);
            draft.open();
            maker.make(draft.partial());
            Files.move(draft.partial(), absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            FileTrees.forceNames(folder);
        } catch (FileSystemException e) {
            throw draft.translated(e);
        } catch (IOException e) {
            throw StagedTarget.named(absolute.toString(), e); // the exception of a full disk does not name the file
        }
    }
}
