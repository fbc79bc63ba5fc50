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
 * Hidden names beside a target, for what is not there yet or not there any more. They share a random part and do not depend on the target's name,
 * which may be as long as the file system allows.
 *
 * <p>One of them, {@code .millsight-RANDOM.lock}, is a {@link ProcessLock} that is held as long as the others are in use. What stands beside an
 * unlocked one was left by a process that has been killed, and {@link Leftovers} tidies it away.
 */
final class StagedTarget implements AutoCloseable {

    /** Globs of lock files and of folders that are being replaced. */
    static final String LOCKS = ".millsight-*.lock";

    static final String FORMERS = ".millsight-*.former";

    private static final String PREFIX = ".millsight-";
    private static final String LOCK = ".lock";

    private final Path target;
    private final Path lockFile;
    private final String stem;
    private @Nullable ProcessLock lock;
    private boolean takenAway;
    private boolean closed;

    /** Chooses the names; nothing is on the disk before {@link #open}. */
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

    /** The names that belong to a lock file which somebody left behind. */
    static StagedTarget leftBehind(Path lockFile) {
        return new StagedTarget(lockFile, lockFile);
    }

    /** Begins to use the names. */
    void open() throws IOException {
        while (lock == null) {
            ProcessLock held = ProcessLock.tryAcquire(lockFile).orElse(null);
            if (held != null && FileTrees.exists(lockFile)) {
                lock = held;
            } else if (held != null) { // somebody took it for left behind before it was locked
                held.close();
            }
        }
    }

    /** What is being made. */
    Path partial() {
        return lockFile.resolveSibling(stem + ".partial");
    }

    /** What stood in the target's place, while it is being replaced. It is whole. */
    Path former() {
        return lockFile.resolveSibling(stem + ".former");
    }

    /** What is about to be deleted; it may be half deleted already. */
    Path removed() {
        return lockFile.resolveSibling(stem + ".removed");
    }

    /** Moves what has been made into the place of what is there. In between, {@link Leftovers} knows how to go back. */
    void replaceTarget() throws IOException {
        if (!FileTrees.exists(target)) {
            move(partial(), target);
            return;
        }
        setAside();
        try {
            move(partial(), target);
        } catch (IOException e) {
            move(former(), target);
            throw e;
        }
        FileTrees.forceNames(folder());
        move(former(), removed());
    }

    /** Moves the target out of the way; the lock file says where it belongs. */
    void setAside() throws IOException {
        Objects.requireNonNull(lock).write(String.valueOf(target.getFileName()));
        move(target, former());
    }

    /** Takes the target away; {@link #close} deletes it. */
    void removeTarget() throws IOException {
        move(target, removed());
    }

    /**
     * Deletes what is being made under the hands of who makes it, and bars the place with a file, so that nothing can be made there again: most
     * ways to write a file take no notice of an interrupt. From another thread.
     */
    synchronized void takeAway() {
        takenAway = true;
        boolean barred = closed;
        while (!barred) {
            try {
                if (FileTrees.exists(partial())) {
                    move(partial(), removed());
                }
                Files.createFile(partial());
                barred = true;
            } catch (FileAlreadyExistsException e) {
                // the folder has been made again in between
            } catch (IOException e) {
                barred = true; // there is no place yet to make anything in
            }
            FileTrees.deleteTree(removed());
        }
    }

    /** Whether it has been taken away, so that what is in its place must not be moved anywhere. */
    synchronized boolean isTakenAway() {
        return takenAway;
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path folder() {
        return Objects.requireNonNull(lockFile.getParent());
    }

    /** A failure in the words of a user, to whom the hidden names mean nothing: what was to be written there is named instead. */
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

    /** A failure that names a file. */
    static FileSystemException named(String file, IOException failure) {
        FileSystemException named = new FileSystemException(file, null, InputFile.reason(failure));
        named.initCause(failure);
        return named;
    }

    /** Deletes whatever is left under these names; but a former folder that could not go back waits for {@link Leftovers}. */
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
