package io.millsight.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hidden names beside a target, used while the target is written, replaced or deleted. The names share a random part.
 * They do not contain the target's name, which may already have the maximum length.
 *
 * <p>The file {@code .millsight-RANDOM.lock} is a {@link ProcessLock}. It is held as long as the other names are in
 * use. Files beside an unlocked one were left by a killed process, and {@link Leftovers} removes them.
 */
final class StagedTarget implements AutoCloseable {

    /** Patterns of the lock files and of the folders that are being replaced. */
    static final String LOCKS = ".millsight-*.lock";

    static final String FORMERS = ".millsight-*.former";

    private static final String PREFIX = ".millsight-";
    private static final String LOCK = ".lock";

    private final Path target;
    private final Path lockFile;
    private final String stem;
    private @Nullable ProcessLock lock;
    private boolean discarded;
    private boolean closed;

    /** Chooses the names. Nothing is written before {@link #open}. */
    StagedTarget(Path absoluteTarget) {
        this(
                absoluteTarget,
                absoluteTarget.resolveSibling(PREFIX
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                        + LOCK));
    }

    private StagedTarget(Path target, Path lockFile) {
        this.target = target;
        this.lockFile = lockFile;
        String name = Objects.requireNonNull(lockFile.getFileName()).toString();
        this.stem = name.substring(0, name.length() - LOCK.length());
    }

    /** Returns the names that belong to the lock file of a killed process. */
    static StagedTarget ofKilledProcess(Path lockFile) {
        return new StagedTarget(lockFile, lockFile);
    }

    /** Acquires the lock file. */
    void open() throws IOException {
        while (lock == null) {
            ProcessLock held = ProcessLock.tryAcquire(lockFile).orElse(null);
            if (held != null && FileTrees.exists(lockFile)) {
                lock = held;
            } else if (held != null) { // another process removed the lock file before it was locked
                held.close();
            }
        }
    }

    /** Returns the path under which the new content is written. */
    Path partial() {
        return lockFile.resolveSibling(stem + ".partial");
    }

    /** Returns the path of the complete old content while the target is being replaced. */
    Path former() {
        return lockFile.resolveSibling(stem + ".former");
    }

    /** Returns the path of content that is being deleted. It may be incomplete. */
    Path removed() {
        return lockFile.resolveSibling(stem + ".removed");
    }

    /**
     * Moves the new content to the target and deletes the old content. {@link Leftovers} can undo an interrupted
     * replacement.
     */
    void replaceTarget() throws IOException {
        if (!FileTrees.exists(target)) {
            move(partial(), target);
            return;
        }
        moveTargetAway();
        try {
            move(partial(), target);
        } catch (IOException e) {
            move(former(), target);
            throw e;
        }
        FileTrees.forceNames(folder());
        move(former(), removed());
    }

    /** Moves the target away. The lock file stores the target's name. */
    void moveTargetAway() throws IOException {
        Objects.requireNonNull(lock).write(String.valueOf(target.getFileName()));
        move(target, former());
    }

    /** Moves the target away; {@link #close} deletes it. */
    void removeTarget() throws IOException {
        move(target, removed());
    }

    /**
     * Deletes the new content while another thread is writing it. A file blocks the path afterwards, because most ways
     * of writing files ignore an interrupt. Called from the shutdown thread.
     */
    synchronized void discard() {
        discarded = true;
        boolean barred = closed;
        while (!barred) {
            try {
                if (FileTrees.exists(partial())) {
                    move(partial(), removed());
                }
                Files.createFile(partial());
                barred = true;
            } catch (FileAlreadyExistsException e) {
                // the writer has created the folder again
            } catch (IOException e) {
                barred = true; // the parent folder does not exist yet
            }
            FileTrees.deleteTree(removed());
        }
    }

    /** Returns whether the content has been discarded. It must not be moved to the target any more. */
    synchronized boolean isDiscarded() {
        return discarded;
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path folder() {
        return Objects.requireNonNull(lockFile.getParent());
    }

    /** Returns a failure in terms of the target: the hidden names mean nothing to a user. */
    FileSystemException translated(FileSystemException failure) {
        String file = failure.getFile();
        if (!isHidden(file) && !isHidden(failure.getOtherFile())) {
            return failure;
        }
        String partial = partial().toString();
        String meant = file != null && file.startsWith(partial)
                ? target + file.substring(partial.length())
                : target.toString();
        return named(meant, failure);
    }

    private boolean isHidden(@Nullable String file) {
        return file != null && file.contains(stem);
    }

    /** Returns a failure that names a file. */
    static FileSystemException named(String file, IOException failure) {
        FileSystemException named = new FileSystemException(file, null, InputFile.reason(failure));
        named.initCause(failure);
        return named;
    }

    /** Deletes all files under these names. An old folder that could not be moved back stays for {@link Leftovers}. */
    @Override
    public synchronized void close() {
        closed = true;
        FileTrees.deleteTree(partial());
        FileTrees.deleteTree(removed());
        ProcessLock held = lock;
        if (held == null) {
            return;
        }
        if (!FileTrees.exists(former())) {
            FileTrees.deleteTree(lockFile);
        }
        held.close();
    }
}
