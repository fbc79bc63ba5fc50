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
 * A lock on a file. Nobody else holds it, neither in this process nor in another, and it ends with the process, however that ends.
 *
 * <p>Deleting the file would let two processes lock two files of the same name, so the file stays unless its name is never used again.
 */
public final class ProcessLock implements AutoCloseable {

    private static final long LONGEST_TEXT = 1 << 16;

    /**
     * What this process holds. The system has one lock for a process and a file, and drops it as soon as the process closes any channel to that
     * file: so a file that is held here must not be opened a second time.
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
     * Takes the lock if it is free.
     *
     * @param file is made if need be, in a folder that exists
     * @return empty if somebody else holds it
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
            return null; // under another name of the same file
        } catch (IOException e) {
            held = true; // this file system has no locks, so the lock holds within this process only
            return new ProcessLock(file, channel, false);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    /** False where the file system has no locks: other processes may believe to hold it, too. */
    boolean excludesOtherProcesses() {
        return excludesOtherProcesses;
    }

    /** What {@link #write} wrote, be it in another process. */
    String text() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), LONGEST_TEXT));
        channel.position(0);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // reads on
        }
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    /** Leaves a text in the file, forced to the disk. */
    void write(String text) throws IOException {
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(text);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    /** Ends the lock; the file stays. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock is gone in any case
        } finally {
            HELD.remove(file);
        }
    }
}
