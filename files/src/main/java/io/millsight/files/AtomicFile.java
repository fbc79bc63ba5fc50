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
 * Writes a file whole or not at all: a crash, a kill or a full disk leaves the former file as it was. If the program is asked to end meanwhile, the
 * file is finished first. What a kill leaves is hidden, and the next process that writes into the folder removes it.
 */
public final class AtomicFile {

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Makes something under a hidden name. */
    @FunctionalInterface
    private interface Maker {
        void make(Path partial) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a sibling, forces it to the disk and moves it into place.
     *
     * @throws IOException if any of it fails, naming the file; the sibling is gone then
     * @throws ProgramEndingException if the program is being ended
     */
    public static void write(Path target, Content content) throws IOException {
        place(target, partial -> {
            // Not createTempFile: such a file could be read by its owner only, and would stay so.
            try (FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                content.writeTo(channel);
                channel.force(true);
            }
        });
    }

    /** As {@link #write(Path, Content)}, for content that is in memory. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
    }

    /**
     * Points a symbolic link elsewhere, so that it always leads somewhere.
     *
     * @param link is made, or replaced
     * @param destination as it will stand in the link
     * @throws IOException if that fails, naming the link
     * @throws UnsupportedOperationException if the file system has no links
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
            throw StagedTarget.named(absolute.toString(), e); // a full disk does not say where
        }
    }
}
