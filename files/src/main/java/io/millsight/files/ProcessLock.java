package io.millsight.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a file, valid within this process and between processes. The system releases it when the process
 * ends in any way.
 *
 * <p>The file is not deleted, unless its name is never used again: after a deletion, two processes could lock two
 * different files of the same name.
 */
public final class ProcessLock implements AutoCloseable {

    private static final long LONGEST_TEXT = 1 << 16;

    /**
     * Files that this process has locked. The system keeps one lock per process and file, and releases it when the
     * process closes any channel to the file. A locked file must therefore not be opened a second time.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final boolean excludesOtherProcesses;

    private ProcessLock(Path file, FileChannel channel, boolean excludesOtherProcesses) {
        this.file = file;
        this.channel = channel;
        this.excludesOtherProcesses = excludesOtherProcesses;
    }

    /**
     * Acquires the lock if it is free.
     *
     * @param file created if missing; its folder must exist
     * @return empty if the lock is held by somebody else
     * @throws IOException if the file cannot be opened for writing
     */
    public static Optional<ProcessLock> tryAcquire(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(absolute.getParent()).toRealPath();
        Path real = folder.resolve(Objects.requireNonNull(absolute.getFileName()));
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        ProcessLock lock = null;
        try {
            lock = open(real);
            return Optional.ofNullable(lock);
        } finally {
            if (lock == null) {
                HELD.remove(real);
            }
        }
    }

    private static @Nullable ProcessLock open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            FileLock lock = channel.tryLock();
            held = lock != null;
            return held ? new ProcessLock(file, channel, true) : null;
        } catch (OverlappingFileLockException e) {
            return null; // this process holds the lock under another path
        } catch (IOException e) {
            held = true; // the file system has no locks: the lock is valid within this process only
            return new ProcessLock(file, channel, false);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    /** Returns false if the file system has no locks. Other processes may then hold the lock at the same time. */
    boolean excludesOtherProcesses() {
        return excludesOtherProcesses;
    }

    /** Returns the text that {@link #write} wrote, possibly in another process. */
    String text() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), LONGEST_TEXT));
        channel.position(0);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // read until the end
        }
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    /** Writes a text into the file and forces it to the disk. */
    void write(String text) throws IOException {
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(text);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    /** Releases the lock. The file stays. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock is released in any case
        } finally {
            HELD.remove(file);
        }
    }
}
